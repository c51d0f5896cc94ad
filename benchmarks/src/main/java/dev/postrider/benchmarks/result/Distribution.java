package dev.postrider.benchmarks.result;

import java.util.Arrays;
import java.util.List;

/**
 * Many values of one kind.
 *
 * @param sorted ascending
 */
public record Distribution(List<Double> sorted) {
    /** Sorts them. */
    public Distribution {
        sorted = sorted.stream().sorted().toList();
    }

    /** The value that so many of a hundred do not exceed. */
    public double percentile(double percent) {
        int index = (int) Math.ceil(percent / 100 * sorted.size()) - 1;
        return sorted.get(Math.max(0, index));
    }

    /** A figure for each percentile: {@code from commit, p99}, or {@code from commit, max} for the hundredth. */
    public List<Figure> figures(String what, String unit, int... percents) {
        return Arrays.stream(percents)
                .mapToObj(percent ->
                        Figure.of(what + (percent == 100 ? "max" : "p" + percent), unit, percentile(percent)))
                .toList();
    }
}
