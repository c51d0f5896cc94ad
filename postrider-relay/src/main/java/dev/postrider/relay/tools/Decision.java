package dev.postrider.relay.tools;

import org.jspecify.annotations.Nullable;

/**
 * Who decided or ordered something, and why; both are kept with what came of it.
 *
 * @param by who; null to leave it open
 * @param note why; null to leave it open
 */
public record Decision(@Nullable String by, @Nullable String note) {
    /** Nobody said who or why. */
    public static final Decision UNSIGNED = new Decision(null, null);
}
