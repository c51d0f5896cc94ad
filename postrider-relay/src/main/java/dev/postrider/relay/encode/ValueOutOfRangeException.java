package dev.postrider.relay.encode;

import java.io.Serial;

/**
 * An event holds a value that the event log's column can't hold. The message names both, and what mends it; the same event is
 * refused as long as the column stays as it is.
 */
public final class ValueOutOfRangeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final long txid;
    private final long eventId;
    private final String column;

    ValueOutOfRangeException(long txid, long eventId, String column, String message) {
        super(message);
        this.txid = txid;
        this.eventId = eventId;
        this.column = column;
    }

    /** The transaction that published the event. */
    public long txid() {
        return txid;
    }

    /** The event's id in the outbox. */
    public long eventId() {
        return eventId;
    }

    /** The column of the event log that is too narrow. */
    public String column() {
        return column;
    }
}
