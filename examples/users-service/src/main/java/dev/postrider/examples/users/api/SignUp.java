package dev.postrider.examples.users.api;

import dev.postrider.examples.users.user.InvalidField;
import dev.postrider.examples.users.user.InvalidNewUserException;
import dev.postrider.examples.users.user.NewUser;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What a client sends to sign up, not yet known to be strings or to keep the rules, so that everything that is wrong with it
 * can be told at once. Fields not named here are ignored.
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record SignUp(
        @Nullable JsonNode email,
        @Nullable JsonNode firstName,
        @Nullable JsonNode lastName) {
    /** @throws InvalidNewUserException naming every field that is missing, no string, or breaks a rule */
    NewUser checked() {
        List<InvalidField> invalid = NewUser.invalidFields(text(email), text(firstName), text(lastName)).stream()
                .map(field ->
                        isOfWrongType(field.field()) ? new InvalidField(field.field(), "must be a string") : field)
                .toList();
        if (!invalid.isEmpty()) {
            throw new InvalidNewUserException(invalid);
        }
        return new NewUser(text(email), text(firstName), text(lastName));
    }

    private boolean isOfWrongType(String field) {
        JsonNode value = switch (field) {
            case "email" -> email;
            case "first_name" -> firstName;
            default -> lastName;
        };
        return value != null && !value.isString() && !value.isNull();
    }

    /** The text; empty if it is missing or no string, which breaks a rule of every field. */
    private static String text(@Nullable JsonNode value) {
        return value != null && value.isString() ? value.stringValue() : "";
    }
}
