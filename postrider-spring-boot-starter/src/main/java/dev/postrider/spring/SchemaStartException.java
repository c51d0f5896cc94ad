package dev.postrider.spring;

import java.io.Serial;

/** PostgreSQL answers, and the schema can't be used: the application does not start. */
final class SchemaStartException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    SchemaStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
