package dev.postrider.benchmarks.result;

import java.util.ArrayList;
import java.util.List;

/** What a scenario has found so far, in the order of the report. */
public final class Measurements {
    private final List<Figure> figures = new ArrayList<>();
    private final List<Curve> curves = new ArrayList<>();
    private final List<Goal> goals = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Adds figures. */
    public void add(Figure... more) {
        figures.addAll(List.of(more));
    }

    /** Adds the figures of one case among several, each with the case before its name: {@code max-wait 0, relay}. */
    public void add(String ofCase, List<Figure> more) {
        more.forEach(figure -> add(new Figure(ofCase + figure.name(), figure.unit(), figure.rounds())));
    }

    /** Adds lines of plots. */
    public void add(Curve... more) {
        curves.addAll(List.of(more));
    }

    /** Adds bars with what was measured against them. */
    public void add(Goal... more) {
        goals.addAll(List.of(more));
    }

    /** Adds conditions and surprises, a sentence each. */
    public void note(String... more) {
        notes.addAll(List.of(more));
    }

    /** The median of a figure that was added; no other may have its name. */
    public double median(String figure) {
        List<Figure> named =
                figures.stream().filter(each -> each.name().equals(figure)).toList();
        if (named.size() != 1) {
            throw new IllegalArgumentException(named.size() + " figures have the name '" + figure + "'");
        }
        return named.get(0).median();
    }

    /** All of it. */
    public Result of(String scenario) {
        return new Result(scenario, figures, curves, goals, notes);
    }
}
