package dev.postrider.relay.sink.search;

import dev.postrider.relay.sink.server.SinkException;
import java.io.Serial;

/** A question was ended before its answer. The message is for people and says what to do. */
public final class QueryEndedException extends SinkException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Limit reason;

    /** What ended it. */
    public enum Limit {
        /** Somebody cancelled it. */
        CANCELLED,
        /** It took too long. */
        TIME,
        /** It needed too much memory. */
        MEMORY,
        /** It would have read too many rows. */
        ROWS
    }

    QueryEndedException(Limit reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    QueryEndedException(Limit reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What ended it. */
    public Limit reason() {
        return reason;
    }
}
