package dev.postrider.benchmarks.idle;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.scenario.Scenario;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.RelayProcess;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    public Result run(Stage stage) throws Exception {
        // A young JVM compiles for a while.
        Duration settle = stage.length().pick(Duration.ofMillis(500), Duration.ofSeconds(45), Duration.ofMinutes(3));
        Duration window = stage.length().pick(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(5));
        try (PostgresDatabase outbox = stage.newOutbox();
                ClickHouseDatabase eventLog = stage.newEventLog()) {
            outbox.execute("CREATE EXTENSION pg_stat_statements");
            OutboxFill.events(outbox, EVENTS);
            RowCheck.Expected expected = RowCheck.expected(outbox);
            Quiet byDefault;
            try (RelayProcess relay = start(outbox, eventLog, Duration.ofSeconds(1))) {
                awaitDelivered(outbox);
                byDefault = watch(stage, outbox, relay, settle, window);
                stage.say("max-wait 1 s: " + byDefault);
            }
            Quiet eager;
            try (RelayProcess relay = start(outbox, eventLog, Duration.ZERO)) {
                eager = watch(stage, outbox, relay, settle.dividedBy(3), window.dividedBy(2));
                stage.say("max-wait 0: " + eager);
            }
            Quiet alone = watch(stage, outbox, null, settle.dividedBy(9), window.dividedBy(2));
            stage.say("PostgreSQL alone: " + alone);
            expected.compare(eventLog, "event_log");
            return result(byDefault, eager, alone, window);
        }
    }

    private static RelayProcess start(PostgresDatabase outbox, ClickHouseDatabase eventLog, Duration maxWait) {
        return RelayProcess.silent(outbox, eventLog, RelayProcess.HEAP, maxWait, EventJson.MATERIALIZED);
    }

    private static void awaitDelivered(PostgresDatabase outbox) throws InterruptedException {
        while (!outbox.queryOne("SELECT COALESCE(max(total_rows), 0) FROM postrider.relay_batch")
                .equals(Integer.toString(EVENTS))) {
            Thread.sleep(50);
        }
    }

    private static Quiet watch(
            Stage stage, PostgresDatabase outbox, @Nullable RelayProcess relay, Duration settle, Duration length)
            throws InterruptedException {
        // Else autovacuum does it at some time, and is measured.
        outbox.execute("VACUUM ANALYZE", "CHECKPOINT");
        Thread.sleep(settle.toMillis());
        return Quiet.watch(stage, outbox, relay, length);
    }

    private static Result result(Quiet byDefault, Quiet eager, Quiet alone, Duration window) {
        List<Figure> figures = new ArrayList<>();
        figures.addAll(byDefault.figures("max-wait 1 s"));
        figures.addAll(eager.figures("max-wait 0"));
        figures.addAll(alone.figures("no relay"));
        return new Result(
                "idle",
                figures,
                List.of(),
                List.of(
                        Goal.atMost(
                                "relay and PostgreSQL, % of one core",
                                1.5, byDefault.relayPercent() + byDefault.postgresPercent()),
                        Goal.atMost("WAL of the relay's sessions, bytes", 0, (double) byDefault.relayWalBytes())),
                List.of(
                        "Watched for " + window.toSeconds() + " s after " + EVENTS
                                + " events were delivered, half as long with max-wait 0 and without a relay; PostgreSQL's figure holds all its processes, and includes what"
                                + " it costs alone ('no relay').",
                        "What the server writes beyond the relay's sessions is its own upkeep, of catalogues as a rule; it does so"
                                + " without a relay too.",
                        "Statements are those of pg_stat_statements, which takes a little CPU itself."));
    }
}
