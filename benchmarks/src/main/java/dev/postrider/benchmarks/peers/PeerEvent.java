package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.stage.OutboxFill;

/**
 * The same event as in the outbox, as an object that the libraries serialise.
 *
 * @param number from 1 on
 * @param eventContext JSON, as text
 */
public record PeerEvent(int number, String eventType, String environment, String eventContext) {
    /** Stands for the number in a row that is the pattern of all. */
    private static final int PATTERN_NUMBER = 1_999_999_999;

    /** Stands for the context. */
    private static final String PATTERN_CONTEXT = "@context@";

    /** An event for the library to serialise once; {@link #multiplied} makes a backlog of what it wrote. */
    static PeerEvent pattern() {
        return new PeerEvent(PATTERN_NUMBER, "user_created", "Benchmark", PATTERN_CONTEXT);
    }

    /** SQL for the serialised form of event {@code i}, made of the pattern's serialised form. */
    static String multiplied(String sqlOfPattern) {
        return "replace(replace(" + sqlOfPattern + ", '" + PATTERN_NUMBER + "', i::text), '" + PATTERN_CONTEXT
                + "', replace(" + OutboxFill.CONTEXT + ", '\"', '\\\"'))";
    }
}
