package dev.postrider.relay.letters;

import org.jspecify.annotations.Nullable;

/**
 * Who decided about dead letters, and why; both stay with the letters.
 *
 * @param by who; null to leave it open
 * @param note why; null to leave it open
 */
public record Decision(@Nullable String by, @Nullable String note) {
    /** Nobody said who or why. */
    public static final Decision UNSIGNED = new Decision(null, null);
}
