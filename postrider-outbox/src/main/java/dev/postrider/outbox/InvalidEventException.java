package dev.postrider.outbox;

import org.jspecify.annotations.Nullable;

/**
 * The event breaks one of the outbox's limits. The message names the value, the limit and the remedy.
 *
 * <p>Nothing of the call was written and the transaction is still usable. Trying again does not help: the event has to
 * change.
 */
public final class InvalidEventException extends OutboxException {

    private static final long serialVersionUID = 1L;

    InvalidEventException(String message) {
        super(message);
    }

    InvalidEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The same refusal for the event at this place, counted from 0, of a {@code publishAll}. */
    InvalidEventException at(long index) {
        return new InvalidEventException("event " + index + " (counted from 0): " + getMessage(), this);
    }
}
