package dev.postrider.relay.tools.events;

/** What a condition says of a field. Each but {@link #EXISTS} is false for an event that has no such field. */
public enum FieldOperator {
    /** The same number, text or truth value. */
    EQUAL("="),
    /** There, and another value. */
    NOT_EQUAL("!="),
    /** A smaller number; or, where the condition has a text, a text that comes before it byte by byte. */
    LESS("<"),
    /** The same or {@link #LESS}. */
    AT_MOST("<="),
    /** A larger number, or a text that comes after. */
    GREATER(">"),
    /** The same or {@link #GREATER}. */
    AT_LEAST(">="),
    /** A text that has another one in it, in upper or lower case; or an array with such a text. */
    CONTAINS("contains"),
    /** There, and neither null nor an object without values. */
    EXISTS("exists");

    private final String sign;

    FieldOperator(String sign) {
        this.sign = sign;
    }

    /** As a person types it. */
    public String sign() {
        return sign;
    }
}
