package dev.postrider.spring.log;

import java.sql.SQLException;

/** Why something failed, in one line for people. */
public final class Reason {

    private Reason() {}

    /**
     * The first line of what the database driver says, which names host and port, or of the deepest cause where no database
     * was involved.
     */
    public static String of(Throwable failure) {
        Throwable telling = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException || !(telling instanceof SQLException)) {
                telling = cause;
            }
        }
        String message = telling.getMessage();
        return message == null
                ? telling.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}
