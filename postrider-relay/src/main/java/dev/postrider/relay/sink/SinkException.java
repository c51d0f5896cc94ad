package dev.postrider.relay.sink;

import java.io.Serial;

/** The sink can't be reached, or can't take events as it is. The message is for people and says what to do. */
public final class SinkException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** With the failure that lies behind it. */
    public SinkException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Found by looking at the sink. */
    public SinkException(String message) {
        super(message);
    }
}
