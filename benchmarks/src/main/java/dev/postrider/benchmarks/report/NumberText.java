package dev.postrider.benchmarks.report;

import java.util.Locale;

/** Numbers as people read them. */
final class NumberText {
    private NumberText() {}

    /** Three digits or four that mean something: {@code 412,345}, {@code 12.3}, {@code 0.82}. */
    static String text(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        double size = Math.abs(value);
        if (size == 0 || size >= 1_000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** For an axis, whose numbers are round: {@code 5}, {@code 0.25}. */
    static String tick(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value) : text(value);
    }
}
