package dev.postrider.examples.users.user;

import dev.postrider.examples.users.usecase.UseCase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A sign-up whose fields keep the rules. */
public record NewUser(String email, String firstName, String lastName) implements UseCase.Request {
    /** The longest field, in characters as PostgreSQL counts them (Unicode code points). */
    public static final int MAX_LENGTH = 255;

    /** @throws InvalidNewUserException naming every field that breaks a rule */
    public NewUser {
        List<InvalidField> invalid = invalidFields(email, firstName, lastName);
        if (!invalid.isEmpty()) {
            throw new InvalidNewUserException(invalid);
        }
    }

    /** The fields that break a rule, in the order of the form; empty if these can be a new user. */
    public static List<InvalidField> invalidFields(String email, String firstName, String lastName) {
        return FieldRules.check(email, firstName, lastName);
    }

    @Override
    public Map<String, String> logFields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("email", email);
        fields.put("first_name", firstName);
        fields.put("last_name", lastName);
        return fields;
    }
}
