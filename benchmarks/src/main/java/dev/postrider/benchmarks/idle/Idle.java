package dev.postrider.benchmarks.idle;

import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.Patience;
import dev.postrider.benchmarks.stage.RelayProcess;
import dev.postrider.benchmarks.stage.RelayRun;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Scenario;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;
import java.util.Map;

/** A relay that has delivered some events, and then finds none: its CPU, its statements, its WAL. */
public final class Idle extends Scenario {
    private static final int EVENTS = 1_000;

    public Idle() {
        // A session that only looks at snapshots does not report its transactions to pg_stat_database.
        super(
                "idle",
                "What do the relay and PostgreSQL cost while there is nothing to deliver?",
                Map.of("shared_preload_libraries", "pg_stat_statements"));
    }

    @Override
    protected void measure(Stage stage, Measurements findings) throws Exception {
        // A young JVM compiles for a while.
        Duration settle = stage.length().pick(Duration.ofMillis(500), Duration.ofSeconds(45), Duration.ofMinutes(3));
        Duration window = stage.length().pick(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(5));
        try (PostgresDatabase outbox = stage.newOutbox();
                ClickHouseDatabase eventLog = stage.newEventLog()) {
            outbox.execute("CREATE EXTENSION pg_stat_statements");
            OutboxFill.events(outbox, EVENTS);
            RowCheck.Expected expected = RowCheck.expected(outbox);
            Quiet quiet = new Quiet(stage, outbox, findings);
            try (RelayProcess relay = start(outbox, eventLog, Duration.ofSeconds(1))) {
                Patience.await("events acknowledged", EVENTS, () -> RelayRun.acknowledged(outbox));
                quiet.watch("max-wait 1 s", relay.pid(), settle, window);
            }
            try (RelayProcess relay = start(outbox, eventLog, Duration.ZERO)) {
                quiet.watch("max-wait 0", relay.pid(), settle.dividedBy(3), window.dividedBy(2));
            }
            quiet.watch("no relay", Quiet.NO_RELAY, settle.dividedBy(9), window.dividedBy(2));
            expected.compare(eventLog, "event_log");
        }
        double percent = findings.median("max-wait 1 s, relay") + findings.median("max-wait 1 s, PostgreSQL");
        findings.add(
                Goal.atMost("relay and PostgreSQL, % of one core", 1.5, percent),
                Goal.atMost(
                        "WAL of the relay's sessions, bytes", 0, findings.median("max-wait 1 s, WAL of the relay")));
        findings.note(
                "Watched for " + window.toSeconds() + " s after " + EVENTS
                        + " events were delivered, half as long with max-wait 0 and without a relay; PostgreSQL's figure holds all its processes, and includes what"
                        + " it costs alone ('no relay').",
                "The relay's JVM was let run for " + settle.toSeconds()
                        + " s before, a third of it with max-wait 0: a younger one compiles"
                        + " more, and the compiler's share is a part of the relay's.",
                "What the server writes beyond the relay's sessions is its own upkeep, of catalogues as a rule; it does so"
                        + " without a relay too.",
                "Statements are those of pg_stat_statements, which takes a little CPU itself.");
    }

    private static RelayProcess start(PostgresDatabase outbox, ClickHouseDatabase eventLog, Duration maxWait) {
        return RelayProcess.silent(outbox, eventLog, RelayProcess.HEAP, maxWait, EventJson.MATERIALIZED);
    }
}
