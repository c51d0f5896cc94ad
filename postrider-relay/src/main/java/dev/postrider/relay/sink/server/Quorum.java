package dev.postrider.relay.sink.server;

import java.util.regex.Pattern;

/**
 * How many replicas have to have stored an insert before it counts as stored.
 *
 * @param replicas 2 to 99, {@code auto} for the majority, or {@code 0} for what the user's profile says (default)
 * @param parallel whether inserts may overtake one another; without it, one that did not reach its quorum holds up all others
 */
public record Quorum(String replicas, boolean parallel) {
    /** The form of the number, as a regular expression. */
    public static final String FORM = "0|auto|[2-9]|[1-9][0-9]";

    /** The form of the number in words. */
    public static final String FORM_IN_WORDS =
            "2 to 99 replicas, auto for the majority, or 0 for what the user's profile says";

    private static final Pattern VALID = Pattern.compile(FORM);

    /** Refuses another number. */
    public Quorum {
        if (!VALID.matcher(replicas).matches()) {
            throw new IllegalArgumentException(
                    "clickhouse insert-quorum is '" + replicas + "', must be " + FORM_IN_WORDS);
        }
    }

    /** What the user's profile says. */
    static Quorum byDefault() {
        return new Quorum("0", true);
    }

    /** Whether the relay asks for one. */
    public boolean isAsked() {
        return !replicas.equals("0");
    }
}
