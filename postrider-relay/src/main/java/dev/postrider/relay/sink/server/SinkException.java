package dev.postrider.relay.sink.server;

import com.clickhouse.client.api.ServerException;
import java.io.Serial;

/** The sink can't be reached, or can't take events as it is. The message is for people and says what to do. */
public class SinkException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The code that the server would give; 0 for none. */
    private final int found;

    /** With the failure that lies behind it. */
    public SinkException(String message, Throwable cause) {
        super(message, cause);
        this.found = 0;
    }

    /** Found by looking at the sink, with the code that the server has for it. */
    public SinkException(String message, int code) {
        super(message);
        this.found = code;
    }

    /** Found by looking at the sink. */
    public SinkException(String message) {
        this(message, 0);
    }

    /** Whether the server can be reached, and it is its answer that does not do. */
    public boolean isAnswered() {
        return getCause() == null || code() != 0;
    }

    /** The server's error code; 0 if it did not say one, or did not answer. */
    public int code() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException server) {
                return server.getCode();
            }
        }
        return found;
    }
}
