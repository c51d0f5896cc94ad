package dev.postrider.examples.users.api;

import dev.postrider.spring.log.Reason;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Says in the log that PostgreSQL can't be used: in one line, and in another one every ten seconds while it lasts, however many
 * requests fail. Thread-safe.
 */
@Component
class DatabaseAway {
    private static final Logger log = LoggerFactory.getLogger(DatabaseAway.class);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private long toldAt = System.nanoTime() - BETWEEN_LINES.toNanos();
    private long failedSince;

    /** Whether it is the database that could not be reached, or the pool that had no connection to give. */
    static boolean isReasonOf(Throwable failure) {
        return failure instanceof CannotCreateTransactionException
                || failure instanceof DataAccessResourceFailureException
                || Reason.isUnavailable(failure)
                || hasCause(failure, SQLTransientConnectionException.class)
                || isConnectionLost(failure);
    }

    void failed(String request, Throwable failure) {
        long now = System.nanoTime();
        long others;
        synchronized (this) {
            if (now - toldAt < BETWEEN_LINES.toNanos()) {
                failedSince++;
                return;
            }
            others = failedSince;
            failedSince = 0;
            toldAt = now;
        }
        log.atError()
                .addKeyValue("request", request)
                .addKeyValue("status", HttpStatus.SERVICE_UNAVAILABLE.value())
                .addKeyValue("reason", Reason.of(failure))
                .addKeyValue("others_unlogged", others)
                .log("a request is answered with 503, PostgreSQL can't be used: {}", Reason.of(failure));
    }

    /** In the middle of a request, or of its commit: the classes of SQLSTATE for connections, and for a server that shuts down. */
    private static boolean isConnectionLost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                // The pool's own, of a connection that broke before, has none.
                String state = sql.getSQLState();
                if (state == null || state.startsWith("08") || state.startsWith("57P")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean hasCause(Throwable failure, Class<?> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
