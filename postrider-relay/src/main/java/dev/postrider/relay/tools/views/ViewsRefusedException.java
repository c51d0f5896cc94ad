package dev.postrider.relay.tools.views;

import java.io.Serial;

/** Something was not done, since it could not be done exactly, or would have taken something away. The message says what to do. */
public final class ViewsRefusedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    ViewsRefusedException(String message) {
        super(message);
    }
}
