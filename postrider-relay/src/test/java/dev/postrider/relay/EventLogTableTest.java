package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.RelayState;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The event log as a relay makes it, adopts it, and notices that it was altered. */
@PostriderTest
class EventLogTableTest extends DeliveryFixture {
    private static final Duration SOON = Duration.ofSeconds(20);

    EventLogTableTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private Relay start(RelaySettings settings) {
        return start(settings, OutboxFixture.settings(clickHouse));
    }

    private Relay start(RelaySettings settings, ClickHouseSettings target) {
        Relay relay = new Relay(pool, ClickHouseSink.create(target), settings, heard);
        relay.start();
        return relay;
    }

    @Test
    void makesTheEventLogAsConfigured() {
        for (EventJson way : EventJson.values()) {
            String table = "log_" + way.name().toLowerCase(java.util.Locale.ROOT);
            try (Relay relay = start(
                    OutboxFixture.QUICK,
                    OutboxFixture.settings(clickHouse).withTable(table).withEventJson(way))) {
                await().atMost(SOON).until(() -> relay.status().state() == RelayState.ACTIVE);
            }
            assertThat(clickHouse.query("SELECT default_kind FROM system.columns WHERE database = currentDatabase()"
                            + " AND name = 'event_json' AND table = '" + table + "'"))
                    .isEqualTo(way == EventJson.NONE ? List.of() : List.of(List.of(way.name())));
        }
    }

    @Test
    void adoptsTheSeedsTable() {
        clickHouse.execute("""
                CREATE TABLE event_log (event_type String, event_date_time DateTime64(6), environment String,
                  event_context String, metadata_version Int32 DEFAULT 1) ENGINE = MergeTree ORDER BY (event_type, event_date_time)""");
        postgres.execute("SELECT postrider.publish('user_created', '{\"a\": 1}', 'Local', metadata_version => 7)");

        try (Relay relay = start(OutboxFixture.QUICK)) {
            await().atMost(SOON).until(() -> !heard.batches.isEmpty());
        }

        assertThat(clickHouse.query("SELECT event_type, environment, event_context, metadata_version FROM event_log"))
                .containsExactly(List.of("user_created", "Local", "{\"a\": 1}", "7"));
    }

    @Test
    void looksAgainAtATableThatWasAlteredAndWaitsForOneThatIsGone() {
        try (Relay relay = start(OutboxFixture.QUICK)) {
            OutboxFixture.publishTogether(postgres, 10);
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);

            clickHouse.execute("ALTER TABLE event_log MODIFY COLUMN metadata_version UInt32");
            OutboxFixture.publishTogether(postgres, 10);
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);

            clickHouse.execute("RENAME TABLE event_log TO swapped");
            OutboxFixture.publishTogether(postgres, 10);
            await().atMost(SOON)
                    .until(() -> relay.status()
                            .currentOutage()
                            .map(Outage::reason)
                            .orElse("")
                            .contains("event_log is gone, and took events before: it is waited for"));
            clickHouse.execute("RENAME TABLE swapped TO event_log");
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    @Test
    void noticesAColumnThatNothingFillsWithinSecondsAndGoesOnWhenItHasADefault() {
        try (Relay relay = start(OutboxFixture.QUICK)) {
            OutboxFixture.publishTogether(postgres, 10);
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);

            clickHouse.execute("ALTER TABLE event_log ADD COLUMN tenant UInt32");
            await().atMost(SOON).pollInterval(Duration.ofMillis(200)).until(() -> {
                OutboxFixture.publishTogether(postgres, 1);
                return relay.status()
                        .currentOutage()
                        .map(Outage::reason)
                        .orElse("")
                        .contains("the column tenant");
            });
            clickHouse.execute("ALTER TABLE event_log MODIFY COLUMN tenant DEFAULT 7");
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    @Test
    void deliversEventsOfManyMonthsInOneBatch() {
        postgres.execute("""
                SELECT count(postrider.publish('old', '{}', 'Test', timestamptz '2001-01-15' + i * interval '1 month'))
                FROM generate_series(1, 240) i""");

        try (Relay relay = start(OutboxFixture.QUICK)) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
        assertThat(heard.batches).hasSize(1);
    }

    @Test
    void adoptsATableWhoseContextIsJson() {
        clickHouse.execute("""
                CREATE TABLE event_log (event_type LowCardinality(String), event_date_time DateTime64(6, 'UTC'),
                  event_context JSON, event_id UInt64) ENGINE = MergeTree ORDER BY event_id""");
        postgres.execute("SELECT postrider.publish('user_created', '{\"a\": {\"b\": 7}}', 'Local')");

        try (Relay relay = start(OutboxFixture.QUICK)) {
            await().atMost(SOON).until(() -> !heard.batches.isEmpty());
        }

        assertThat(clickHouse.queryOne("SELECT event_context.a.b::Int64 FROM event_log"))
                .isEqualTo("7");
    }
}
