package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.outbox.Event;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What ClickHouse's type JSON makes of a context: each line of docs/event-log.md, tried with the engine. */
@PostriderTest
class JsonColumnsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Texts that look like something else, and stay what they are. */
    private static final List<String> TEXTS = List.of(
            "2026-02-30",
            "2024-11-31",
            "1999-12-31T25:61:61",
            "2024-1-5",
            "2024-01-01T10:00:00+02:00",
            "2024-01-01 10:00:00",
            "17",
            "1.50",
            "true",
            "");

    /** A context, and what becomes of it. */
    private static final String[][] CHANGED = {
        {"{\"a\":null,\"b\":1}", "{\"b\":1}"},
        {"{\"e\":{},\"b\":1}", "{\"b\":1}"},
        {"{\"one\":1.0,\"hundred\":1e2}", "{\"hundred\":100,\"one\":1}"},
        {"{\"f\":0.1234567890123456789}", "{\"f\":0.12345678901234568}"},
        {"{\"x\":1e-400}", "{\"x\":0}"},
        {"{\"n\":18446744073709551615}", "{\"n\":18446744073709551615}"},
        {"{\"list\":[1,\"x\",null,{\"q\":1}]}", "{\"list\":[1,\"x\",null,{\"q\":1}]}"},
    };

    /** What the type can't hold. */
    private static final List<String> IMPOSSIBLE = List.of(
            "{\"n\":18446744073709551616}",
            "{\"n\":-9223372036854775809}",
            "{\"x\":1e400}",
            "{\"k\":1,\"k\":2}",
            "{\"a\":{\"b\":1},\"a.b\":2}",
            "{\"d\":" + "[".repeat(1_024) + "]".repeat(1_024) + "}");

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;

    JsonColumnsTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    private void publish(List<Event> events) throws SQLException {
        Outbox outbox = Outbox.create(OutboxSettings.defaults());
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false);
            outbox.publishAll(connection, events);
            connection.commit();
        }
    }

    private void publishContexts() throws SQLException {
        List<Event> events = new ArrayList<>();
        for (String text : TEXTS) {
            events.add(Event.of("text", "{\"t\":\"" + text + "\"}"));
        }
        for (String[] changed : CHANGED) {
            events.add(Event.of("changed", changed[0]));
        }
        IMPOSSIBLE.forEach(context -> events.add(Event.of("impossible", context)));
        publish(events);
    }

    private void deliver() {
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay =
                        new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> postgres.queryOne(
                                    "SELECT count(*) = 0 FROM postrider.event_status WHERE status = 'pending'")
                            .equals("t"));
        }
    }

    private void assertKept(String column) {
        for (int i = 0; i < TEXTS.size(); i++) {
            assertThat(clickHouse.queryOne("SELECT concat(dynamicType(" + column + ".t), ' ', " + column
                            + ".t::String) FROM event_log WHERE event_id = " + (1 + i)))
                    .isEqualTo("String " + TEXTS.get(i));
        }
        for (int i = 0; i < CHANGED.length; i++) {
            assertThat(clickHouse.queryOne("SELECT toString(" + column + ") FROM event_log WHERE event_id = "
                            + (1 + TEXTS.size() + i)))
                    .isEqualTo(CHANGED[i][1]);
        }
    }

    @Test
    void eventJsonHoldsWhatTheJsonMeansAndNothingWhereTheTypeCannotHoldIt() throws SQLException {
        publishContexts();

        deliver();

        assertKept("event_json");
        assertThat(clickHouse.query("SELECT event_context FROM event_log WHERE event_json IS NULL ORDER BY event_id"))
                .containsExactlyElementsOf(IMPOSSIBLE.stream().map(List::of).toList());
    }

    @Test
    void anAdoptedJsonColumnHoldsWhatTheJsonMeansAndRefusesWhatItCannotHold() throws SQLException {
        clickHouse.execute("""
                CREATE TABLE event_log (event_type String, event_date_time DateTime64(6), environment String,
                  event_context JSON, metadata_version UInt64, event_id UInt64, outbox String, trace_parent String)
                ENGINE = MergeTree ORDER BY event_date_time SETTINGS non_replicated_deduplication_window = 1000""");
        publishContexts();

        deliver();

        assertKept("event_context");
        int first = 1 + TEXTS.size() + CHANGED.length;
        assertThat(postgres.query("SELECT event_id FROM postrider.dead_letter ORDER BY event_id"))
                .isEqualTo(IntStream.range(first, first + IMPOSSIBLE.size())
                        .mapToObj(id -> List.of(Integer.toString(id)))
                        .toList());
    }

    @Test
    void eventsOfManyShapesMakeFewFiles() throws SQLException {
        WebhookPayloads payloads = new WebhookPayloads(726);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            WebhookPayloads.Payload payload = payloads.next();
            events.add(Event.of(payload.type(), payload.json()));
        }
        publish(events);

        deliver();

        assertThat(clickHouse.queryOne("SELECT countIf(event_json IS NOT NULL) FROM event_log"))
                .isEqualTo("300");
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log WHERE event_type = 'github.push'"
                        + " AND event_json.repository.owner.login::String ="
                        + " JSONExtractString(event_context, 'repository', 'owner', 'login')"))
                .isEqualTo(clickHouse.queryOne("SELECT count() FROM event_log WHERE event_type = 'github.push'"));
        assertThat(Integer.parseInt(clickHouse.queryOne("SELECT max(files) FROM system.parts WHERE active"
                        + " AND database = currentDatabase() AND table = 'event_log'")))
                .isLessThan(50);
        clickHouse.execute("ALTER TABLE event_log MODIFY SETTING min_bytes_for_wide_part = 0");
        clickHouse.execute("OPTIMIZE TABLE event_log FINAL");
        assertThat(Integer.parseInt(clickHouse.queryOne("SELECT max(files) FROM system.parts WHERE active"
                        + " AND database = currentDatabase() AND table = 'event_log'")))
                .as("also in a wide part, where a path is files of its own")
                .isLessThan(3_000);
    }
}
