package dev.postrider.benchmarks.latency;

import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Figure;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongBiFunction;

/**
 * How long it took from an event's commit, and from the moment that it was meant to be published, until it could be queried. All
 * in milliseconds, ascending.
 *
 * @param fromCommit the user's question: it is committed, when can I see it?
 * @param fromIntended holds also what a writer waited that came late: nothing is left out because the system was slow
 * @param notYet until the last question that did not find it: the truth lies between this and the others
 * @param error how much earlier it may have been queryable than it was seen
 * @param batches the relay's side of it
 */
record Latencies(
        List<Double> fromCommit, List<Double> fromIntended, List<Double> notYet, List<Double> error, Batches batches) {
    /**
     * An event that was published. Times are of {@link System#nanoTime()}.
     *
     * @param id its id in the outbox
     * @param intended when it was meant to be published
     * @param committed when its writer knew that it was committed
     */
    record Published(long id, long intended, long committed) {}

    private static final List<Double> PERCENTILES =
            List.of(1.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 98.0, 99.0, 99.5, 99.9, 100.0);

    static Latencies of(List<Published> published, Map<Long, Querier.Seen> seen, Batches batches) {
        return new Latencies(
                millis(published, seen, (event, when) -> when.presentNanos() - event.committed()),
                millis(published, seen, (event, when) -> when.presentNanos() - event.intended()),
                millis(published, seen, (event, when) -> Math.max(0, when.absentNanos() - event.committed())),
                millis(published, seen, (event, when) -> when.presentNanos() - when.absentNanos()),
                batches);
    }

    private static List<Double> millis(
            List<Published> published, Map<Long, Querier.Seen> seen, ToLongBiFunction<Published, Querier.Seen> nanos) {
        return published.stream()
                .mapToDouble(event -> {
                    Querier.Seen when = seen.get(event.id());
                    if (when == null) {
                        throw new IllegalStateException("the event " + event.id() + " was never seen");
                    }
                    return nanos.applyAsLong(event, when) / 1e6;
                })
                .sorted()
                .boxed()
                .toList();
    }

    /** The value that so many of a hundred do not exceed. */
    static double percentile(List<Double> sorted, double percent) {
        int index = (int) Math.ceil(percent / 100 * sorted.size()) - 1;
        return sorted.get(Math.max(0, Math.min(sorted.size() - 1, index)));
    }

    List<Figure> figures(String cell) {
        return List.of(
                Figure.of(cell + ", p50", "ms", percentile(fromCommit, 50)),
                Figure.of(cell + ", p90", "ms", percentile(fromCommit, 90)),
                Figure.of(cell + ", p99", "ms", percentile(fromCommit, 99)),
                Figure.of(cell + ", max", "ms", percentile(fromCommit, 100)),
                Figure.of(cell + ", from the intended time, p50", "ms", percentile(fromIntended, 50)),
                Figure.of(cell + ", from the intended time, p99", "ms", percentile(fromIntended, 99)),
                Figure.of(cell + ", from the intended time, max", "ms", percentile(fromIntended, 100)),
                Figure.of(cell + ", not found yet, p50", "ms", percentile(notYet, 50)),
                Figure.of(cell + ", not found yet, p99", "ms", percentile(notYet, 99)),
                Figure.of(cell + ", measuring error, p50", "ms", percentile(error, 50)),
                Figure.of(cell + ", measuring error, p99", "ms", percentile(error, 99)),
                Figure.of(cell + ", the batch, p50", "ms", batches.tookMedian()),
                Figure.of(cell + ", the batch, p99", "ms", batches.took99th()),
                Figure.of(cell + ", inserts", "per s", batches.perSecond()));
    }

    Curve curve(String chart, String line) {
        return new Curve(
                chart,
                line,
                "events, %",
                "commit to queryable, ms",
                PERCENTILES,
                PERCENTILES.stream()
                        .map(percent -> percentile(fromCommit, percent))
                        .toList());
    }
}
