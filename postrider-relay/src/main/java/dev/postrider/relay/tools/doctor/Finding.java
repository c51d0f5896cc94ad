package dev.postrider.relay.tools.doctor;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was checked.
 *
 * @param id stays the same from release to release: {@code event_log.window}
 * @param what was found, with the values
 * @param why it matters; null if it doesn't
 * @param remedy the statement or command that mends it; null if there is nothing to mend
 */
public record Finding(
        String id,
        Severity severity,
        String what,
        @Nullable String why,
        @Nullable String remedy) {

    static Finding ok(String id, String what) {
        return new Finding(id, Severity.OK, what, null, null);
    }

    /** Good to know, nothing to do. */
    static Finding notice(String id, String what, String why) {
        return new Finding(id, Severity.NOTICE, what, why, null);
    }

    /** Of one of several shards. */
    Finding on(String shard) {
        return new Finding(id, severity, what.contains(shard) ? what : shard + ": " + what, why, remedy);
    }
}
