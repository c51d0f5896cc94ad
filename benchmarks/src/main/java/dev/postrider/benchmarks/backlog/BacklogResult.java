package dev.postrider.benchmarks.backlog;

import dev.postrider.benchmarks.backlog.Backlog.Turn;
import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.RelayProcess;
import dev.postrider.benchmarks.stage.RelayProcess.First;
import dev.postrider.benchmarks.stage.Rounds;
import java.util.ArrayList;
import java.util.List;

/** What the turns say; the labels are of the backlogs, the smallest first. */
record BacklogResult(List<String> labels, Rounds<Turn> turns, Rounds<First> starts) {
    private static final double RATE_BAR = 0.95;
    private static final double START_BAR = 2;

    Result result() {
        String smallest = labels.get(0);
        String largest = labels.get(labels.size() - 1);
        double ratio = turns.median(largest, Turn::rate) / turns.median(smallest, Turn::rate);
        double heap = labels.stream()
                .mapToDouble(label ->
                        turns.figure(label, "MiB", label, Turn::heapMib).most())
                .max()
                .orElseThrow();
        return new Result(
                "backlog",
                figures(),
                curves(),
                List.of(
                        Goal.atLeast("rate with " + largest + " waiting / rate with " + smallest, RATE_BAR, ratio),
                        Goal.atMost("heap, MiB, the most of all rounds", Backlog.HEAP_MIB, heap),
                        Goal.atMost(
                                "process start to first acknowledgement with " + largest + " waiting, s",
                                START_BAR,
                                starts.median(largest, First::processSeconds))),
                List.of(
                        "The relay runs in a JVM with `-Xmx" + RelayProcess.HEAP
                                + "` and its default settings (batches of 10,000, two inserts in flight).",
                        "It delivers 300,000 other events first; then the rate is taken from the first plan to the last"
                                + " acknowledgement in the ledger. The peak of the heap is the sum of its parts' peaks,"
                                + " garbage included.",
                        "A start is that of a new process whose JVM has seen nothing yet.",
                        "The backlogs are " + OutboxFill.DESCRIPTION + "."));
    }

    private List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (String label : labels) {
            figures.add(turns.figure(label + " waiting", "events/s", label, Turn::rate));
        }
        for (String label : labels) {
            figures.add(turns.figure(label + " waiting, peak of the heap", "MiB", label, Turn::heapMib));
            figures.add(turns.figure(label + " waiting, peak of resident memory", "MiB", label, Turn::residentMib));
        }
        for (String label : labels) {
            figures.add(starts.figure(
                    label + " waiting, process start to first acknowledgement", "s", label, First::processSeconds));
            figures.add(starts.figure(
                    label + " waiting, relay start to first acknowledgement", "s", label, First::relaySeconds));
        }
        return figures;
    }

    private List<Curve> curves() {
        return labels.stream()
                .map(label -> Curve.counted(
                        "Rate by round",
                        label + " waiting",
                        "round",
                        "events/s",
                        turns.figure(label, "events/s", label, Turn::rate).rounds()))
                .toList();
    }
}
