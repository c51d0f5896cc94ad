package dev.postrider.benchmarks.latency;

import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Distribution;
import dev.postrider.benchmarks.result.Figure;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongBiFunction;
import java.util.stream.Stream;

/**
 * How long it took from an event's commit, and from the moment that it was meant to be published, until it could be queried. All
 * in milliseconds.
 *
 * @param fromCommit the user's question: it is committed, when can I see it?
 * @param fromIntended holds also what a writer waited that came late: nothing is left out because the system was slow
 * @param notYet until the last question that did not find it: the truth lies between this and the others
 * @param error how much earlier it may have been queryable than it was seen
 */
record Latencies(Distribution fromCommit, Distribution fromIntended, Distribution notYet, Distribution error) {
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

    static Latencies of(List<Published> published, Map<Long, Querier.Seen> seen) {
        return new Latencies(
                millis(published, seen, (event, when) -> when.presentNanos() - event.committed()),
                millis(published, seen, (event, when) -> when.presentNanos() - event.intended()),
                millis(published, seen, (event, when) -> Math.max(0, when.absentNanos() - event.committed())),
                millis(published, seen, (event, when) -> when.presentNanos() - when.absentNanos()));
    }

    private static Distribution millis(
            List<Published> published, Map<Long, Querier.Seen> seen, ToLongBiFunction<Published, Querier.Seen> nanos) {
        return new Distribution(published.stream()
                .map(event -> {
                    Querier.Seen when = seen.get(event.id());
                    if (when == null) {
                        throw new IllegalStateException("the event " + event.id() + " was never seen");
                    }
                    return nanos.applyAsLong(event, when) / 1e6;
                })
                .toList());
    }

    List<Figure> figures() {
        return Stream.of(
                        fromCommit.figures("", "ms", 50, 90, 99, 100),
                        fromIntended.figures("from the intended time, ", "ms", 50, 99, 100),
                        notYet.figures("not found yet, ", "ms", 50, 99),
                        error.figures("measuring error, ", "ms", 50, 99))
                .flatMap(List::stream)
                .toList();
    }

    Curve curve(String chart, String line) {
        List<Double> reached = PERCENTILES.stream().map(fromCommit::percentile).toList();
        return new Curve(chart, line, "events, %", "commit to queryable, ms", PERCENTILES, reached);
    }
}
