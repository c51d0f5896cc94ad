package dev.postrider.examples.users.user;

import java.time.Instant;

/**
 * A user as stored.
 *
 * @param id given by the database, rising, with gaps
 * @param active false for a user who may no longer sign in
 * @param staff true for a user who works for the service; never set through the API
 * @param updatedAt when any field last changed; {@code createdAt} for a user who never did
 */
public record User(
        long id,
        String email,
        String firstName,
        String lastName,
        boolean active,
        boolean staff,
        Instant createdAt,
        Instant updatedAt) {}
