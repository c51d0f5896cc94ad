package dev.postrider.devdb.http;

/** The HTTP status that goes with an error code of ClickHouse, as a server maps them. */
final class ErrorStatus {
    private ErrorStatus() {}

    static int of(int code) {
        return switch (code) {
            case 194 -> 401; // REQUIRED_PASSWORD
            case 192, 193, 497, 512, 516 -> 403; // unknown user, wrong password, access denied, role, authentication
            case 6, 25, 26, 27, 38, 41, 72, 321, 376, 441, 675, 676 -> 400; // text that does not parse as its type
            case 8, 15, 36, 44, 53, 117, 427 -> 400; // columns, arguments, types, data
            case 37, 62, 123, 167, 168, 223 -> 400; // the statement's syntax
            case 46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511 -> 404; // a name that is not known
            case 159 -> 408; // TIMEOUT_EXCEEDED
            case 381 -> 411; // HTTP_LENGTH_REQUIRED
            case 229 -> 413; // QUERY_IS_TOO_LARGE
            case 779 -> 415; // UNSUPPORTED_MEDIA_TYPE
            case 48 -> 501; // NOT_IMPLEMENTED
            case 76, 209, 439 -> 503; // CANNOT_OPEN_FILE, SOCKET_TIMEOUT, CANNOT_SCHEDULE_TASK
            default -> 500;
        };
    }
}
