package dev.postrider.examples.users.api;

import dev.postrider.examples.users.user.InvalidField;
import java.util.List;

/** Query parameters that can't be used; nothing was looked up. */
final class InvalidParametersException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<InvalidField> parameters;

    InvalidParametersException(List<InvalidField> parameters) {
        super("invalid parameters: " + parameters);
        this.parameters = List.copyOf(parameters);
    }

    List<InvalidField> parameters() {
        return parameters;
    }
}
