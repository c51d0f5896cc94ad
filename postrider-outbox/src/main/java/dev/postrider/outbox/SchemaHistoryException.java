package dev.postrider.outbox;

/**
 * The database has other migrations than this version of the library: one differs, is missing, or is unknown. The message names it
 * and what to do; nothing was changed.
 */
public final class SchemaHistoryException extends OutboxException {

    private static final long serialVersionUID = 1L;

    SchemaHistoryException(String message) {
        super(message);
    }
}
