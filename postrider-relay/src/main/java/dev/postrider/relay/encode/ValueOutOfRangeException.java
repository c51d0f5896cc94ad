package dev.postrider.relay.encode;

import java.io.Serial;

/** An event holds a value that the event log's column can't hold. The message names both. */
public final class ValueOutOfRangeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ValueOutOfRangeException(String message) {
        super(message);
    }
}
