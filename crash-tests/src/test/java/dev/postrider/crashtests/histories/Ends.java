package dev.postrider.crashtests.histories;

import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.tools.rebase.Rebase;
import dev.postrider.relay.tools.rebase.RebasePlan;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Both ends of the delivery, row by row, when the outbox is not the only one that its event log has seen. */
final class Ends {
    static final Duration SOON = Duration.ofSeconds(20);

    private Ends() {}

    /** What the event log has to hold: everything an event has, the context by its hash. */
    static List<List<@Nullable String>> outbox(PostgresDatabase postgres) {
        return sorted(postgres.query("""
                SELECT id, event_type, (extract(epoch FROM event_date_time) * 1000000)::bigint, environment,
                       md5(event_context::text), metadata_version, COALESCE(trace_parent, '')
                FROM postrider.event_outbox"""));
    }

    /** The same from the event log, doubled rows doubled. */
    static List<List<@Nullable String>> eventLog(ClickHouseDatabase clickHouse) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        clickHouse.query("""
                        SELECT event_id, event_type, toUnixTimestamp64Micro(event_date_time), environment,
                               lower(hex(MD5(event_context))), metadata_version, trace_parent
                        FROM event_log""").forEach(row -> rows.add(new ArrayList<>(row)));
        return sorted(rows);
    }

    static List<List<@Nullable String>> sorted(List<List<@Nullable String>> rows) {
        List<List<@Nullable String>> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparing((List<@Nullable String> row) -> Long.parseLong(String.valueOf(row.get(0))))
                .thenComparing(Object::toString));
        return sorted;
    }

    static Relay start(DataSource dataSource, ClickHouseSink sink, RelaySettings settings) {
        Relay relay = new Relay(dataSource, sink, settings, RelayListener.none());
        relay.start();
        return relay;
    }

    static Relay start(PostgresDatabase postgres, ClickHouseDatabase clickHouse, RelaySettings settings) {
        return start(postgres.dataSource(), OutboxFixture.sink(clickHouse), settings);
    }

    /** Waits until everything in the outbox is acknowledged. */
    static void awaitDelivered(PostgresDatabase postgres) {
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> postgres.queryOne("SELECT count(*) FROM postrider.event_status WHERE status = 'pending'")
                        .equals("0"));
    }

    /** Waits until a relay halts, and gives the reason. */
    static String reasonOfHalt(Relay relay) {
        await().atMost(SOON).until(() -> relay.status().state() == RelayState.HALTED);
        return relay.status().currentOutage().orElseThrow().reason();
    }

    static RebasePlan dryRun(PostgresDatabase postgres, ClickHouseDatabase clickHouse) throws Exception {
        try (ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            return new Rebase(postgres.dataSource(), sink.eventLog()).plan();
        }
    }

    static RebasePlan rebase(PostgresDatabase postgres, ClickHouseDatabase clickHouse) throws Exception {
        try (ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            return new Rebase(postgres.dataSource(), sink.eventLog()).run();
        }
    }
}
