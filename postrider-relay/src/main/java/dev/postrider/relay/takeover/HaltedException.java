package dev.postrider.relay.takeover;

import java.io.Serial;

/** Going on could lose or repeat events. The message says what is wrong and what a person can do. */
public final class HaltedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    HaltedException(String message) {
        super(message);
    }
}
