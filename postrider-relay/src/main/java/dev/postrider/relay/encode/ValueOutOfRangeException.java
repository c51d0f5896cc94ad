package dev.postrider.relay.encode;

import java.io.Serial;

/**
 * An event holds a value that the event log's column can't hold. The message names both, and what mends it; the same event is
 * refused as long as the column stays as it is.
 */
final class ValueOutOfRangeException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    ValueOutOfRangeException(String message) {
        super(message);
    }
}
