package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What each way to make {@code event_json} costs: time to deliver a backlog, disk, and time of a query over one field. Prints a
 * table; {@code make measure} runs it. The default in {@link ClickHouseSettings} was chosen by it.
 */
@PostriderTest
@Tag("measure")
class EventJsonMeasurement {
    private static final int EVENTS = Integer.getInteger("postrider.measure.events", 500_000);
    private static final int ROUNDS = 3;

    @Test
    void comparesTheWaysToMakeEventJson(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        postgres.execute("""
                SELECT count(postrider.publish('user_created', json_build_object('email', 'user' || i || '@example.com',
                  'first_name', 'First' || i, 'last_name', 'Last' || i, 'plan', i %% 5, 'tags', json_build_array('a', i)), 'Measure'))
                FROM generate_series(1, %d) i""".formatted(EVENTS));
        List<String> lines = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            for (EventJson way : EventJson.values()) {
                lines.add(measure(way, round, postgres, clickHouse));
            }
        }
        System.out.println(String.join("\n", lines));
    }

    private static String measure(EventJson way, int round, PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        String table = "log_" + way.name().toLowerCase(Locale.ROOT) + round;
        postgres.execute("TRUNCATE postrider.relay_batch, postrider.relay_window CASCADE");
        ClickHouseSettings target = OutboxFixture.settings(clickHouse)
                .withTable(table)
                .withEventJson(way)
                .withTimeout(Duration.ofMinutes(1));
        long began = System.nanoTime();
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay = new Relay(
                        pool,
                        ClickHouseSink.create(target),
                        RelaySettings.defaults().withBatchSize(50_000),
                        RelayListener.none())) {
            relay.start();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> Integer.toString(EVENTS)
                            .equals(postgres.queryOne(
                                    "SELECT COALESCE(max(total_rows), 0) FROM postrider.relay_batch")));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(clickHouse.queryOne("SELECT count() FROM " + table)).isEqualTo(Integer.toString(EVENTS));
        clickHouse.execute("OPTIMIZE TABLE " + table + " FINAL");
        String bytes = clickHouse.queryOne("SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database ="
                + " currentDatabase() AND table = '" + table + "'");
        return String.format(
                Locale.ROOT,
                "event_json=%s round=%d events_per_s=%.0f bytes_per_event=%.1f query_ms=%.0f text_query_ms=%.0f",
                way,
                round,
                EVENTS / seconds,
                Double.parseDouble(bytes) / EVENTS,
                way == EventJson.NONE
                        ? 0
                        : millis(clickHouse, "SELECT count() FROM " + table + " WHERE event_json.plan::Int64 = 3"),
                millis(
                        clickHouse,
                        "SELECT count() FROM " + table + " WHERE JSONExtractInt(event_context, 'plan') = 3"));
    }

    /** The median of five runs. */
    private static double millis(ClickHouseDatabase clickHouse, String query) {
        double[] runs = new double[5];
        for (int i = 0; i < runs.length; i++) {
            long began = System.nanoTime();
            assertThat(clickHouse.queryOne(query)).isEqualTo(Integer.toString(EVENTS / 5));
            runs[i] = (System.nanoTime() - began) / 1e6;
        }
        Arrays.sort(runs);
        return runs[2];
    }
}
