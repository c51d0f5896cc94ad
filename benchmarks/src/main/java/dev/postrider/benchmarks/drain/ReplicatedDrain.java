package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.stage.CpuSeconds;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.RelayRun;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Scenario;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.test.ClickHouseCluster;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * The same backlog into a table that all nodes of a cluster keep, beside one that its first node keeps alone, and beside the floor of what the
 * relay sends into each.
 */
public final class ReplicatedDrain extends Scenario {
    private static final int BATCH = 50_000;
    private static final double MILLION = 1e6;

    public ReplicatedDrain() {
        super(
                "replicas",
                "How fast does a backlog cross into a table that several replicas keep, beside one that a single server keeps?");
    }

    @Override
    public String lacks() {
        return ClickHouseCluster.configured().isPresent()
                ? ""
                : "no ClickHouse cluster is named (bin/with-cluster make bench SCENARIO=replicas)";
    }

    @Override
    protected void measure(Stage stage, Measurements findings) throws Exception {
        long events = stage.length().pick(2_000L, 500_000L, 1_000_000L);
        ClickHouseCluster cluster = ClickHouseCluster.configured().orElseThrow();
        try (PostgresDatabase outbox = stage.newOutbox()) {
            OutboxFill.events(outbox, events);
            Run run = new Run(stage, cluster, outbox, RowCheck.expected(outbox));
            Rounds<ReplicaRound> rounds = Rounds.take(stage, run.contenders());
            tell(rounds, events, findings);
            findings.note(
                    String.format(
                            Locale.ROOT,
                            "%,d %s, in batches of %,d; %d replicas on the same machine as PostgreSQL and the relay; no event_json.",
                            events,
                            OutboxFill.DESCRIPTION,
                            BATCH,
                            cluster.size()),
                    "A turn ends with the last acknowledgement; the servers' CPU counts until every replica has everything. The plain"
                            + " table is on the first of the same servers. Every row was compared on every server that keeps it.");
        }
    }

    private static void tell(Rounds<ReplicaRound> rounds, long events, Measurements findings) {
        for (String name : rounds.names()) {
            findings.add(rounds.figure(
                    name, "events/s", name, turn -> events / turn.used().seconds()));
        }
        for (Tables tables : Tables.values()) {
            findings.add(
                    ratio(rounds, tables, "", turn -> turn.used().seconds()),
                    ratio(rounds, tables, " of CPU-seconds", ReplicaRound::cpuSeconds));
        }
        for (String name : rounds.names()) {
            findings.add(
                    cpu(rounds, name, "first server", events, ReplicaRound::firstServer),
                    cpu(rounds, name, "other servers", events, ReplicaRound::otherServers),
                    cpu(rounds, name, "PostgreSQL", events, of(CpuSeconds::postgres)),
                    cpu(rounds, name, "JVM", events, of(CpuSeconds::jvm)));
        }
    }

    private static Figure ratio(
            Rounds<ReplicaRound> rounds, Tables tables, String what, ToDoubleFunction<ReplicaRound> value) {
        return Figure.of(
                "ratio" + what + " to the floor of what we send, " + tables.label(),
                "floor / ours",
                rounds.ratio(tables.floor(), tables.relay(), value));
    }

    private static Figure cpu(
            Rounds<ReplicaRound> rounds,
            String contender,
            String side,
            long events,
            ToDoubleFunction<ReplicaRound> seconds) {
        return rounds.figure(
                contender + ", " + side,
                "CPU µs/event",
                contender,
                turn -> seconds.applyAsDouble(turn) * MILLION / events);
    }

    private static ToDoubleFunction<ReplicaRound> of(ToDoubleFunction<CpuSeconds> side) {
        return turn -> side.applyAsDouble(turn.used().cpu());
    }

    /** What all contenders of a run share. */
    private record Run(Stage stage, ClickHouseCluster cluster, PostgresDatabase outbox, RowCheck.Expected expected) {

        Map<String, Callable<ReplicaRound>> contenders() throws Exception {
            Recording sent = recording();
            Map<String, Callable<ReplicaRound>> contenders = new LinkedHashMap<>();
            for (Tables tables : Tables.values()) {
                contenders.put(tables.relay(), () -> deliver(tables));
                contenders.put(tables.floor(), () -> insert(tables, sent));
            }
            return contenders;
        }

        private static RelaySettings settings() {
            return RelaySettings.defaults().withBatchSize(BATCH);
        }

        private Recording recording() throws InterruptedException {
            OutboxFill.forgetDelivery(outbox);
            try (ClickHouseDatabase eventLog = stage.newEventLog()) {
                Recording.Recorder recorder = new Recording.Recorder(ClickHouseSink.create(stage.target(eventLog)));
                RelayRun.deliver(stage, outbox, recorder, settings(), expected.events());
                return recorder.recording();
            }
        }

        private ReplicaRound deliver(Tables tables) throws Exception {
            OutboxFill.forgetDelivery(outbox);
            System.gc();
            try (ReplicatedTables target = ReplicatedTables.make(stage, cluster, tables)) {
                ReplicaRound round = target.measure(window -> RelayRun.deliver(
                        stage, outbox, ClickHouseSink.create(target.first()), settings(), expected.events()));
                target.logs().forEach(log -> expected.compare(log, ReplicatedTables.TABLE));
                return round;
            }
        }

        private ReplicaRound insert(Tables tables, Recording sent) throws Exception {
            System.gc();
            try (ReplicatedTables target = ReplicatedTables.make(stage, cluster, tables)) {
                ReplicaRound round = target.measure(window -> Floors.insert(
                        window, sent, target.first(), RelaySettings.defaults().insertsInFlight()));
                for (ClickHouseDatabase log : target.logs()) {
                    Floors.requireAll(log, expected.events());
                }
                return round;
            }
        }
    }
}
