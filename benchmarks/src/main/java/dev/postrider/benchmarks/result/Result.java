package dev.postrider.benchmarks.result;

import java.util.List;

/**
 * What a scenario measured.
 *
 * @param scenario its name
 * @param figures in the order of the report
 * @param curves lines of plots
 * @param goals the bars, reached or not
 * @param notes conditions and surprises of this very run, a sentence each
 */
public record Result(String scenario, List<Figure> figures, List<Curve> curves, List<Goal> goals, List<String> notes) {
    /** Copies the lists. */
    public Result {
        figures = List.copyOf(figures);
        curves = List.copyOf(curves);
        goals = List.copyOf(goals);
        notes = List.copyOf(notes);
    }
}
