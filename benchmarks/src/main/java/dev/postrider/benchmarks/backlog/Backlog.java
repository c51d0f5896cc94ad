package dev.postrider.benchmarks.backlog;

import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.scenario.Scenario;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.RelayProcess;
import dev.postrider.benchmarks.stage.RelayRun;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Backlogs of different sizes, each delivered by a relay in a process of its own with a small heap. The process delivers another
 * backlog first: what is compared is relays that have worked for a while, and not how fast a JVM warms up.
 */
public final class Backlog extends Scenario {
    static final double HEAP_MIB = 128;

    private static final double MIB = 1024 * 1024;

    public Backlog() {
        super(
                "backlog",
                "Does the rate depend on how much waits, what heap does it take, and how soon does a relay that starts deliver?");
    }

    @Override
    public Result run(Stage stage) throws Exception {
        List<Long> sizes = stage.length()
                .pick(
                        List.of(1_000L, 5_000L),
                        List.of(100_000L, 1_000_000L),
                        List.of(100_000L, 1_000_000L, 10_000_000L));
        long warmUp = stage.length().pick(500L, 300_000L, 300_000L);
        List<Waiting> waiting = new ArrayList<>();
        for (long size : sizes) {
            waiting.add(Waiting.fill(stage, size));
        }
        Waiting first = Waiting.fill(stage, warmUp);
        Map<String, Callable<Turn>> contenders = new LinkedHashMap<>();
        waiting.forEach(backlog -> contenders.put(backlog.label(), () -> deliver(stage, first, backlog)));
        Rounds<Turn> turns = Rounds.take(stage, 0, stage.length().rounds(), contenders);
        Map<String, Callable<RelayProcess.First>> restarts = new LinkedHashMap<>();
        waiting.forEach(backlog -> restarts.put(backlog.label(), () -> restart(stage, backlog)));
        Rounds<RelayProcess.First> starts = Rounds.take(stage, 0, stage.length().rounds(), restarts);
        return new BacklogResult(waiting.stream().map(Waiting::label).toList(), turns, starts).result();
    }

    /** An outbox in which events wait, and what they are. */
    private record Waiting(PostgresDatabase outbox, long events, RowCheck.Expected expected) {
        static Waiting fill(Stage stage, long events) throws Exception {
            PostgresDatabase outbox = stage.newOutbox();
            OutboxFill.events(outbox, events);
            stage.say("filled " + events);
            return new Waiting(outbox, events, RowCheck.expected(outbox));
        }

        RelayProcess.Delivery into(ClickHouseDatabase eventLog) {
            return new RelayProcess.Delivery(outbox, eventLog, events);
        }

        String label() {
            return events >= 1_000_000 ? events / 1_000_000 + "M" : events / 1_000 + "k";
        }
    }

    /**
     * One delivery of one backlog by a relay's process of its own.
     *
     * @param rate events a second, from the first plan to the last acknowledgement
     * @param heapMib the peak of the heap's use, in MiB
     * @param residentMib the peak of the process's resident memory, in MiB
     */
    record Turn(double rate, double heapMib, double residentMib) {}

    private static Turn deliver(Stage stage, Waiting warmUp, Waiting backlog) throws Exception {
        OutboxFill.forgetDelivery(warmUp.outbox());
        OutboxFill.forgetDelivery(backlog.outbox());
        try (ClickHouseDatabase unused = stage.newEventLog();
                ClickHouseDatabase eventLog = stage.newEventLog();
                RelayProcess relay = RelayProcess.deliver(warmUp.into(unused), backlog.into(eventLog))) {
            relay.awaitDone();
            RelayProcess.Done done = relay.awaitDone();
            backlog.expected().compare(eventLog, "event_log");
            return new Turn(
                    backlog.events() / RelayRun.planToLastSeconds(backlog.outbox()),
                    done.heapPeakBytes() / MIB,
                    done.residentPeakBytes() / MIB);
        }
    }

    /** A relay that starts while events wait, and is ended after its first batch. */
    private static RelayProcess.First restart(Stage stage, Waiting backlog) {
        OutboxFill.forgetDelivery(backlog.outbox());
        try (ClickHouseDatabase eventLog = stage.newEventLog();
                RelayProcess relay = RelayProcess.deliver(backlog.into(eventLog))) {
            RelayProcess.First first = relay.awaitFirst();
            relay.end();
            return first;
        }
    }
}
