package dev.postrider.benchmarks.result;

import java.util.Locale;
import java.util.StringJoiner;

/** A result as one line of {@code key=value}, for scripts: medians of the figures, then the goals. */
public final class ResultLine {
    private ResultLine() {}

    /** {@code scenario=drain relay_50k_events_s=412000 … goals_reached=2/2}. */
    public static String of(Result result) {
        StringJoiner line = new StringJoiner(" ");
        line.add("scenario=" + result.scenario());
        for (Figure figure : result.figures()) {
            line.add(key(figure.name() + " " + figure.unit()) + "=" + number(figure.median()));
        }
        for (Goal goal : result.goals()) {
            line.add("goal_" + key(goal.name()) + "=" + number(goal.value()) + (goal.reached() ? "" : "!"));
        }
        long reached = result.goals().stream().filter(Goal::reached).count();
        line.add("goals_reached=" + reached + "/" + result.goals().size());
        return line.toString();
    }

    private static String key(String words) {
        return words.toLowerCase(Locale.ROOT)
                .replace('µ', 'u')
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_|_$", "");
    }

    /** Four digits that mean something, and no exponent. */
    private static String number(double value) {
        double size = Math.abs(value);
        int digits = size >= 1_000 || size == 0 ? 0 : size >= 10 ? 2 : size >= 0.1 ? 3 : 6;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
