package dev.postrider.benchmarks.result;

import java.util.List;
import java.util.Locale;

/**
 * One thing that was measured in every round.
 *
 * @param name for a table: {@code relay, 50k batches, no event_json}
 * @param unit of the values: {@code events/s}
 * @param rounds one value a round, in their order; at least one
 */
public record Figure(String name, String unit, List<Double> rounds) {
    /** Refuses a figure that was never measured. */
    public Figure {
        rounds = List.copyOf(rounds);
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("the figure '" + name + "' has no rounds");
        }
    }

    /** Measured once. */
    public static Figure of(String name, String unit, double value) {
        return new Figure(name, unit, List.of(value));
    }

    /** In short, for a line of progress. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %.1f %s", name, median(), unit);
    }

    /** The value in the middle; between two, their mean. */
    public double median() {
        List<Double> sorted = rounds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The smallest value. */
    public double least() {
        return rounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** The largest value. */
    public double most() {
        return rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
