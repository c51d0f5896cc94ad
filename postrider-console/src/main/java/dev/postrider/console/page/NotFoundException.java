package dev.postrider.console.page;

/** Something was asked for that is not there. The message says what, for the person who asked. */
public final class NotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what is not there, for the person who asked. */
    public NotFoundException(String message) {
        super(message);
    }
}
