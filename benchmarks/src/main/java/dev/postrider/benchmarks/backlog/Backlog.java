package dev.postrider.benchmarks.backlog;

import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.RelayProcess;
import dev.postrider.benchmarks.stage.RelayProcess.First;
import dev.postrider.benchmarks.stage.RelayRun;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Scenario;
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
    private static final double HEAP_BAR = 128;
    private static final double RATE_BAR = 0.95;
    private static final double START_BAR = 2;
    private static final String FROM_PROCESS = "process start to first acknowledgement";

    public Backlog() {
        super(
                "backlog",
                "Does the rate depend on how much waits, what heap does it take, and how soon does a relay that starts deliver?");
    }

    @Override
    protected void measure(Stage stage, Measurements findings) throws Exception {
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
        Map<String, Callable<First>> restarts = new LinkedHashMap<>();
        waiting.forEach(backlog -> restarts.put(backlog.label(), () -> restart(stage, backlog)));
        Rounds<First> starts = Rounds.take(stage, 0, stage.length().rounds(), restarts);
        tell(turns, starts, findings);
    }

    private static void tell(Rounds<Turn> turns, Rounds<First> starts, Measurements findings) {
        for (String label : turns.names()) {
            Figure rate = turns.figure(label + " waiting", "events/s", label, Turn::rate);
            findings.add(rate);
            findings.add(Curve.counted("Rate by round", rate.name(), "round", rate.unit(), rate.rounds()));
        }
        double mostHeap = 0;
        for (String label : turns.names()) {
            String peak = label + " waiting, peak of ";
            Figure heap = turns.figure(
                    peak + "the heap", "MiB", label, turn -> turn.memory().heapMib());
            findings.add(heap);
            findings.add(turns.figure(
                    peak + "resident memory",
                    "MiB",
                    label,
                    turn -> turn.memory().residentMib()));
            mostHeap = Math.max(mostHeap, heap.most());
        }
        for (String label : starts.names()) {
            String waiting = label + " waiting, ";
            findings.add(
                    starts.figure(waiting + FROM_PROCESS, "s", label, First::processSeconds),
                    starts.figure(waiting + "relay start to first acknowledgement", "s", label, First::relaySeconds));
        }
        goals(turns, starts, mostHeap, findings);
        findings.note(
                "The relay runs in a JVM with `-Xmx" + RelayProcess.HEAP
                        + "` and its default settings (batches of 10,000, two inserts in flight).",
                "It delivers 300,000 other events first; then the rate is taken from the first plan to the last"
                        + " acknowledgement in the ledger. The peak of the heap is the sum of its parts' peaks,"
                        + " garbage included.",
                "A start is that of a new process whose JVM has seen nothing yet.",
                "The backlogs are " + OutboxFill.DESCRIPTION + ".");
    }

    private static void goals(Rounds<Turn> turns, Rounds<First> starts, double mostHeap, Measurements findings) {
        String smallest = turns.names().get(0);
        String largest = turns.names().get(turns.names().size() - 1);
        double ratio = turns.ratio(largest, smallest, Turn::rate);
        double start = starts.median(largest, First::processSeconds);
        findings.add(
                Goal.atLeast("rate with " + largest + " waiting / rate with " + smallest, RATE_BAR, ratio),
                Goal.atMost("heap, MiB, the most of all rounds", HEAP_BAR, mostHeap),
                Goal.atMost(FROM_PROCESS + " with " + largest + " waiting, s", START_BAR, start));
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
     * @param memory its peaks
     */
    private record Turn(double rate, RelayProcess.Done memory) {}

    private static Turn deliver(Stage stage, Waiting warmUp, Waiting backlog) throws Exception {
        OutboxFill.forgetDelivery(warmUp.outbox());
        OutboxFill.forgetDelivery(backlog.outbox());
        try (ClickHouseDatabase unused = stage.newEventLog();
                ClickHouseDatabase eventLog = stage.newEventLog();
                RelayProcess relay = RelayProcess.deliver(warmUp.into(unused), backlog.into(eventLog))) {
            relay.awaitDone();
            RelayProcess.Done done = relay.awaitDone();
            backlog.expected().compare(eventLog, "event_log");
            return new Turn(backlog.events() / RelayRun.planToLastSeconds(backlog.outbox()), done);
        }
    }

    /** A relay that starts while events wait, and is ended after its first batch. */
    private static First restart(Stage stage, Waiting backlog) {
        OutboxFill.forgetDelivery(backlog.outbox());
        try (ClickHouseDatabase eventLog = stage.newEventLog();
                RelayProcess relay = RelayProcess.deliver(backlog.into(eventLog))) {
            First first = relay.awaitFirst();
            relay.end();
            return first;
        }
    }
}
