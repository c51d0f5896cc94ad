package dev.postrider.relay.sink.server;

import com.clickhouse.client.api.ServerException;
import java.io.Serial;

/** The sink can't be reached, or can't take events as it is. The message is for people and says what to do. */
public class SinkException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The code that the server would give; 0 for none. */
    private final int found;

    private final boolean passes;

    /** With the failure that lies behind it. */
    public SinkException(String message, Throwable cause) {
        super(message, cause);
        this.found = 0;
        this.passes = false;
    }

    /** Found by looking at the sink, with the code that the server has for it. */
    public SinkException(String message, int code) {
        this(message, code, false);
    }

    private SinkException(String message, int code, boolean passes) {
        super(message);
        this.found = code;
        this.passes = passes;
    }

    /**
     * Nobody can say now, as a replica lags behind or is cut off. It passes by itself.
     *
     * @param code what the server would give for it
     */
    public static SinkException notNow(String message, int code) {
        return new SinkException(message, code, true);
    }

    /** The same, with the server that it is about before it, if that is not told yet. */
    public SinkException at(String where) {
        String told = String.valueOf(getMessage());
        if (told.contains(where)) {
            return this;
        }
        String message = where + ": " + told;
        return getCause() == null ? new SinkException(message, found, passes) : new SinkException(message, getCause());
    }

    /** Found by looking at the sink. */
    public SinkException(String message) {
        this(message, 0);
    }

    /** Whether the server can be reached, and it is its answer that does not do. */
    public boolean isAnswered() {
        return getCause() == null || code() != 0;
    }

    /** Whether the same question may be answered later though nobody changes anything. */
    public boolean passes() {
        return passes;
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
