package dev.postrider.relay.tools.events;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A condition on a field of the context.
 *
 * <p>A value without quotes means what it looks like: {@code 10} is the number 10, and also a text that reads so, as a postcode
 * does; {@code true} is the truth value, or the text. In quotes it is a text and nothing else.
 *
 * @param path the field's keys from the outside in, with dots between; a key that has a dot itself is found too
 * @param operator what is said of it
 * @param value what it is compared with, as it was typed, without quotes; empty for {@link FieldOperator#EXISTS}
 * @param isText whether it was in quotes
 */
public record FieldCondition(String path, FieldOperator operator, String value, boolean isText) {
    /** How long a value may be, in bytes of UTF-8. */
    public static final int LONGEST_VALUE = 1 << 20;

    private static final int LONGEST_PATH = 1_000;
    private static final int MOST_KEYS = 20;

    private static final Pattern NUMBER =
            Pattern.compile("-?(?:0|[1-9]\\d{0,400})(\\.\\d{1,400})?([eE][+-]?\\d{1,4})?");

    /** Refuses a path or a value that can't be, in words for who typed it. */
    public FieldCondition {
        if (path.isEmpty() || List.of(path.split("\\.", -1)).contains("")) {
            throw new IllegalArgumentException(
                    "'" + shown(path) + "' is not a field: between its dots each has a name, for example address.city");
        }
        if (path.length() > LONGEST_PATH || path.split("\\.", -1).length > MOST_KEYS) {
            throw new IllegalArgumentException("the field '" + shown(path) + "' has " + path.length()
                    + " characters and " + path.split("\\.", -1).length + " names; it may have " + LONGEST_PATH
                    + " and " + MOST_KEYS);
        }
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_VALUE) {
            throw new IllegalArgumentException("the value for " + path + " has " + bytes + " bytes; it may have "
                    + LONGEST_VALUE + ": search for a part of it, with contains");
        }
        if (operator == FieldOperator.CONTAINS && value.isEmpty()) {
            throw new IllegalArgumentException(
                    path + " contains nothing: say what it contains, for example " + path + " contains ada");
        }
    }

    /** A value as it is typed without quotes. */
    public static FieldCondition of(String path, FieldOperator operator, String value) {
        return new FieldCondition(path, operator, value, false);
    }

    /** That a field is there. */
    public static FieldCondition exists(String path) {
        return new FieldCondition(path, FieldOperator.EXISTS, "", false);
    }

    /**
     * What a person typed: {@code email=ada@example.com}, {@code amount > 10}, {@code name contains ada}, {@code address.city = Paris},
     * {@code phone exists}; several with {@code and} between. Names and values with signs of their own are put in double quotes.
     *
     * @throws IllegalArgumentException if it is none; the message says what was typed, and what is possible
     */
    public static List<FieldCondition> parse(String typed) {
        return new ConditionText(typed).conditions();
    }

    /** The keys, from the outside in. */
    List<String> keys() {
        return List.of(path.split("\\.", -1));
    }

    /** Whether the value stands for a number too. */
    boolean isNumber() {
        return !isText && NUMBER.matcher(value).matches() && Double.isFinite(Double.parseDouble(value));
    }

    /** Whether the value stands for a truth value too. */
    boolean isTruth() {
        return !isText && (value.equals("true") || value.equals("false"));
    }

    static String shown(String typed) {
        return typed.length() <= 200 ? typed : typed.substring(0, 200) + "…";
    }

    /** As it may be typed again. */
    @Override
    public String toString() {
        String named = ConditionText.path(keys());
        return operator == FieldOperator.EXISTS
                ? named + " exists"
                : named + " " + operator.sign() + " "
                        + (isText ? ConditionText.quoted(value) : ConditionText.plain(value));
    }
}
