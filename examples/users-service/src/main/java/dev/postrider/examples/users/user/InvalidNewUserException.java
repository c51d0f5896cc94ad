package dev.postrider.examples.users.user;

import java.util.List;
import java.util.stream.Collectors;

/** A sign-up that breaks rules; nothing was stored or published. */
public final class InvalidNewUserException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<InvalidField> fields;

    /** @param fields at least one */
    public InvalidNewUserException(List<InvalidField> fields) {
        super(fields.stream()
                .map(field -> field.field() + " " + field.message())
                .collect(Collectors.joining("; ")));
        this.fields = List.copyOf(fields);
    }

    /** Every field that breaks a rule, in the order of the form; at least one. */
    public List<InvalidField> fields() {
        return fields;
    }
}
