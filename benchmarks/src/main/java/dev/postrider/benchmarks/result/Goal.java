package dev.postrider.benchmarks.result;

/**
 * A bar and what was measured against it. Reported, never asserted.
 *
 * @param name what has to reach the bar, with its unit
 */
public record Goal(String name, Bound bound, double bar, double value) {
    /** On which side of a bar a value has to be. */
    public enum Bound {
        AT_LEAST,
        AT_MOST
    }

    /** A value that must not be less than the bar. */
    public static Goal atLeast(String name, double bar, double value) {
        return new Goal(name, Bound.AT_LEAST, bar, value);
    }

    /** A value that must not be more than the bar. */
    public static Goal atMost(String name, double bar, double value) {
        return new Goal(name, Bound.AT_MOST, bar, value);
    }

    /** Whether the value is on the right side; one that is no number is not. */
    public boolean reached() {
        return switch (bound) {
            case AT_LEAST -> value >= bar;
            case AT_MOST -> value <= bar;
        };
    }
}
