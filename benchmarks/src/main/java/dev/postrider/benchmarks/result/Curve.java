package dev.postrider.benchmarks.result;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One line of a plot; lines of the same chart are drawn together.
 *
 * @param chart the plot's title
 * @param line the line's name
 * @param xLabel with its unit
 * @param yLabel with its unit
 * @param xs ascending
 * @param ys as many
 */
public record Curve(String chart, String line, String xLabel, String yLabel, List<Double> xs, List<Double> ys) {
    /** A line whose points are counted from 1 on. */
    public static Curve counted(String chart, String line, String xLabel, String yLabel, List<Double> ys) {
        List<Double> xs =
                IntStream.rangeClosed(1, ys.size()).asDoubleStream().boxed().toList();
        return new Curve(chart, line, xLabel, yLabel, xs, ys);
    }

    /** Refuses a line without points, or with unlike numbers of them. */
    public Curve {
        xs = List.copyOf(xs);
        ys = List.copyOf(ys);
        if (xs.isEmpty() || xs.size() != ys.size()) {
            throw new IllegalArgumentException(
                    "the line '" + line + "' of '" + chart + "' has " + xs.size() + " xs and " + ys.size() + " ys");
        }
    }
}
