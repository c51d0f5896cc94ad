package dev.postrider.console.api;

/** Something can't be done beside what is there or under way. The message says what, for the person who asked. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what is in the way. */
    public ConflictException(String message) {
        super(message);
    }
}
