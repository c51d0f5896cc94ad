package dev.postrider.relay.sink;

import com.clickhouse.client.api.ConnectionInitiationException;
import com.clickhouse.client.api.ServerException;
import dev.postrider.relay.batch.SendOutcome;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one place where ClickHouse's error codes and the client's exceptions become outcomes. A code that is not listed is
 * <em>unknown</em>: only the same batch is sent again, which is right whatever happened.
 *
 * @see <a href="https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp">ClickHouse's error codes</a>
 */
final class ErrorCodes {
    /** The data itself was refused while it was parsed or checked, before anything was written. */
    private static final Set<Integer> REFUSED = Set.of(
            6, // CANNOT_PARSE_TEXT
            26, // CANNOT_PARSE_QUOTED_STRING
            27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
            38, // CANNOT_PARSE_DATE
            41, // CANNOT_PARSE_DATETIME
            53, // TYPE_MISMATCH
            69, // ARGUMENT_OUT_OF_BOUND
            70, // CANNOT_CONVERT_TYPE
            72, // CANNOT_PARSE_NUMBER
            117, // INCORRECT_DATA
            131, // TOO_LARGE_STRING_SIZE
            349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
            469 // VIOLATED_CONSTRAINT
            );

    /** The server could not take the insert at all, and said so before anything was written. */
    private static final Set<Integer> UNAVAILABLE = Set.of(
            16, // NO_SUCH_COLUMN_IN_TABLE
            60, // UNKNOWN_TABLE
            81, // UNKNOWN_DATABASE
            115, // UNKNOWN_SETTING
            164, // READONLY
            192, // UNKNOWN_USER
            193, // WRONG_PASSWORD
            194, // REQUIRED_PASSWORD
            202, // TOO_MANY_SIMULTANEOUS_QUERIES
            242, // TABLE_IS_READ_ONLY
            252, // TOO_MANY_PARTS
            497, // ACCESS_DENIED
            516 // AUTHENTICATION_FAILED
            );

    private ErrorCodes() {}

    static SendOutcome.Failed outcome(Throwable failure) {
        ServerException server = find(failure, ServerException.class);
        if (server != null) {
            return outcome(server.getCode(), firstLine(server.getMessage()));
        }
        return isBeforeSending(failure)
                ? new SendOutcome.Unavailable(0, reason(failure))
                : new SendOutcome.Unknown(0, reason(failure));
    }

    private static SendOutcome.Failed outcome(int code, String reason) {
        if (REFUSED.contains(code)) {
            return new SendOutcome.Refused(code, reason);
        }
        return UNAVAILABLE.contains(code)
                ? new SendOutcome.Unavailable(code, reason)
                : new SendOutcome.Unknown(code, reason);
    }

    /** No connection, so no byte of the batch was sent. */
    private static boolean isBeforeSending(Throwable failure) {
        return find(failure, ConnectionInitiationException.class) != null
                || find(failure, ConnectException.class) != null
                || find(failure, NoRouteToHostException.class) != null
                || find(failure, UnknownHostException.class) != null;
    }

    /** The innermost cause: the outer ones say only that something failed. */
    static String reason(Throwable failure) {
        ServerException server = find(failure, ServerException.class);
        if (server != null) {
            return firstLine(server.getMessage());
        }
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return innermost.getClass().getSimpleName() + (message == null ? "" : ": " + firstLine(message));
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("").strip();
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
