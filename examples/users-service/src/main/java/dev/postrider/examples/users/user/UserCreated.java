package dev.postrider.examples.users.user;

/** The event {@code user_created}: a user signed up. */
public record UserCreated(String email, String firstName, String lastName) {}
