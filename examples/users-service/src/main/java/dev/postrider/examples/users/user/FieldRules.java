package dev.postrider.examples.users.user;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules for a user's fields. */
final class FieldRules {
    /**
     * The addresses people have: a dot-atom of at most 64 characters, and a domain of at least two labels, whose last is not
     * a number. Letters of any script are welcome on both sides (RFC 6531). Quoted local parts and address literals are not:
     * nobody signs up with one, and they are the usual way to smuggle something through a mail gateway.
     */
    private static final Pattern EMAIL = Pattern.compile("(?=.{1,64}@)ATOM+(?:\\.ATOM+)*@(?:LABEL\\.)+(?!\\d+$)LABEL"
            .replace("ATOM", "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]")
            .replace("LABEL", "[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?"));

    private FieldRules() {}

    /** The fields that break a rule, in the order of the form. */
    static List<InvalidField> check(String email, String firstName, String lastName) {
        return Stream.of(checkEmail(email), checkText("first_name", firstName), checkText("last_name", lastName))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<InvalidField> checkEmail(String value) {
        return checkText("email", value)
                .or(() -> EMAIL.matcher(value).matches()
                        ? Optional.empty()
                        : Optional.of(new InvalidField("email", "must be an email address, such as ann@example.com")));
    }

    private static Optional<InvalidField> checkText(String field, String value) {
        if (value.isBlank()) {
            return Optional.of(new InvalidField(field, "must not be empty"));
        }
        int length = value.codePointCount(0, value.length());
        if (length > NewUser.MAX_LENGTH) {
            return Optional.of(new InvalidField(
                    field, "must be at most " + NewUser.MAX_LENGTH + " characters long, but has " + length));
        }
        // PostgreSQL's text can't hold some of these; told here, because there it would be an error of the server.
        return value.codePoints().anyMatch(FieldRules::isUnstorable)
                ? Optional.of(
                        new InvalidField(field, "must not contain control characters or half of a surrogate pair"))
                : Optional.empty();
    }

    private static boolean isUnstorable(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }
}
