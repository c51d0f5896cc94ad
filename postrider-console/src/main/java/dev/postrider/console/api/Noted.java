package dev.postrider.console.api;

import dev.postrider.console.answer.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Why somebody does something.
 *
 * @param note 1 to 500 characters, for the audit trail
 */
public record Noted(@Nullable String note) implements Answer {
    /** Empty if there is none. */
    public String text() {
        return note == null ? "" : note;
    }
}
