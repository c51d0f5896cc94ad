package dev.postrider.devdb;

import org.jspecify.annotations.Nullable;

/**
 * A local database could not be started, fetched or stopped. The message says what happened and what to do about it; it
 * is meant to be shown as it is.
 */
public final class LocalDatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What happened and what to do about it. */
    public LocalDatabaseException(String message) {
        super(message);
    }

    /** What happened, what to do about it, and what it came from. */
    public LocalDatabaseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
