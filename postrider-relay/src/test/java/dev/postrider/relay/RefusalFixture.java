package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;

/** What a test of refused events begins with: a table that refuses some, and a look at where each event went. */
abstract class RefusalFixture extends DeliveryFixture {
    static final Duration SOON = Duration.ofSeconds(90);

    static final String TABLE = """
            CREATE TABLE event_log (event_type String, event_date_time DateTime64(6, 'UTC'), environment String,
              event_context %s, metadata_version %s, event_id UInt64, outbox String, trace_parent String %s)
            ENGINE = MergeTree ORDER BY event_date_time SETTINGS non_replicated_deduplication_window = 1000""";

    static final String NO_BAD_ONES = ", CONSTRAINT no_bad_ones CHECK NOT (event_context LIKE '%\"bad\"%')";

    RefusalFixture(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    Relay start() {
        Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK.withBatchSize(20_000), heard);
        relay.start();
        return relay;
    }

    /** Publishes in one transaction; the events whose number the SQL condition takes are bad. */
    void publish(int count, String bad) {
        postgres.execute("""
                SELECT count(postrider.publish('thing_happened',
                  CASE WHEN %s THEN '{"bad": 123456789012345678901234567890}' ELSE json_build_object('n', i) END, 'Test',
                  metadata_version => CASE WHEN %s THEN 300 ELSE 1 END))
                FROM generate_series(1, %d) i""".formatted(bad, bad, count));
    }

    void awaitEnd() {
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> postgres.queryOne(
                                "SELECT count(*) = 0 FROM postrider.event_status WHERE status = 'pending'")
                        .equals("t"));
    }

    /** Every event is in the event log once, or a dead letter and not in the event log. */
    void assertDelivered(int good, int bad) {
        awaitEnd();
        assertThat(clickHouse.queryOne(
                        "SELECT concat(toString(count()), ' ', toString(uniqExact(event_id))) FROM event_log"))
                .isEqualTo(good + " " + good);
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                .isEqualTo(Integer.toString(bad));
        String deadIds =
                postgres.queryOne("SELECT COALESCE(string_agg(event_id::text, ','), '0') FROM postrider.dead_letter");
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log WHERE event_id IN (" + deadIds + ")"))
                .isEqualTo("0");
        assertThat(postgres.queryOne("SELECT max(total_rows) || ' ' || sum(dead_count) FROM postrider.relay_batch"))
                .isEqualTo(good + " " + bad);
    }
}
