package dev.postrider.examples.users.api;

/** Answers a request for a user who does not exist. */
final class NoSuchUserException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoSuchUserException(String id) {
        super("There is no user " + id);
    }
}
