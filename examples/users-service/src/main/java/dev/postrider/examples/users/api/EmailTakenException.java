package dev.postrider.examples.users.api;

/** Answers a sign-up whose email is taken. */
final class EmailTakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EmailTakenException() {
        super("User with this email already exists");
    }
}
