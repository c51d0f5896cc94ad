package dev.postrider.server.cli;

import java.io.Serial;

/** A command that could not do its work, in words that are printed as they are; the cause decides about the exit code. */
final class CommandFailedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
