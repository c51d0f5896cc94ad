package dev.postrider.outbox;

import org.jspecify.annotations.Nullable;

/**
 * The outbox could not be written, read or migrated; the message says what to do.
 *
 * <p>Its subclasses are refusals, made before anything was written; after a {@link PublishingRefusedException} the transaction
 * has to be rolled back all the same. An {@code OutboxException} of this very class has the database's {@link java.sql.SQLException} as its cause: PostgreSQL has then aborted the transaction, so roll it
 * back. The whole transaction may be tried again when the cause is a passing one (a lost connection, a deadlock).
 */
public class OutboxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutboxException(String message) {
        super(message);
    }

    OutboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
