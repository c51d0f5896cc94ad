package dev.postrider.relay.sink.query;

import java.util.Set;

/**
 * A column of the event log as {@code system.columns} tells it.
 *
 * @param defaultKind empty, DEFAULT, MATERIALIZED, ALIAS or EPHEMERAL
 */
record LogColumn(String name, String type, String defaultKind) {
    private static final Set<String> NOT_WRITTEN = Set.of("MATERIALIZED", "ALIAS");

    /** Whether it keeps what the relay writes. */
    boolean keepsWhatIsWritten() {
        return !NOT_WRITTEN.contains(defaultKind) && !isEphemeral();
    }

    /** Whether it can be written and never read. */
    boolean isEphemeral() {
        return defaultKind.equals("EPHEMERAL");
    }
}
