package dev.postrider.relay.tools.rebase;

import java.io.Serial;

/** A rebase can't be done now, and nothing was changed. The message says why and what to do. */
public final class RebaseRefusedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    RebaseRefusedException(String message) {
        super(message);
    }

    RebaseRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
