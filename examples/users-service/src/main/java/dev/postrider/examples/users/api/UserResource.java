package dev.postrider.examples.users.api;

import dev.postrider.examples.users.user.User;
import java.time.Instant;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** A user as clients see it. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record UserResource(
        long id,
        String email,
        String firstName,
        String lastName,
        boolean isActive,
        boolean isStaff,
        Instant createdAt,
        Instant updatedAt) {
    static UserResource of(User user) {
        return new UserResource(
                user.id(),
                user.email(),
                user.firstName(),
                user.lastName(),
                user.active(),
                user.staff(),
                user.createdAt(),
                user.updatedAt());
    }
}
