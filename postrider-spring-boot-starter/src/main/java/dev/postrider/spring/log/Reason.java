package dev.postrider.spring.log;

import dev.postrider.relay.sink.server.SinkException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Why something failed, in one line for people. */
public final class Reason {

    private Reason() {}

    /**
     * The first line of what the database driver says, which names host and port, or of the deepest cause where no database
     * was involved; without passwords. What a {@link SinkException} says, and not its cause: that one's words may quote events.
     */
    public static String of(Throwable failure) {
        Throwable telling = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SinkException) {
                telling = cause;
                break;
            }
            if (cause instanceof SQLException || !(telling instanceof SQLException)) {
                telling = cause;
            }
        }
        String message = telling.getMessage();
        if (message == null) {
            return telling.getClass().getSimpleName();
        }
        String line = Secrets.maskedIn(message.lines().findFirst().orElse("").strip());
        return telling instanceof SQLException && telling.getCause() instanceof SocketTimeoutException
                ? "PostgreSQL is silent: " + line
                : line;
    }

    /** Whether a database could not be reached, as against reached and unwilling. */
    public static boolean isUnavailable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // A pool's word for a connection that takes too long.
            if (cause instanceof SQLTransientConnectionException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                // connection exceptions; shutting down, crashed, starting up; too many connections
                if (state.startsWith("08") || state.startsWith("57P0") || state.equals("53300")) {
                    return true;
                }
            }
        }
        return false;
    }
}
