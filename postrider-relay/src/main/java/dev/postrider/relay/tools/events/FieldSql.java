package dev.postrider.relay.tools.events;

/** A field's value as expressions of ClickHouse. Those that compare are false or NULL where the field is of another type. */
interface FieldSql {
    /** Whether it is a text of which something is true. */
    String text(Predicate predicate);

    /** Whether it is an array with a text of which something is true. */
    String textInArray(Predicate predicate);

    /** Whether it is a number that compares so. */
    String number(String sign, String number);

    /** Whether it is this truth value. */
    String truth(String truth);

    /** Whether it is there, and no object. */
    String isValue();

    /** Whether it is there: a value, or an object that has one. */
    String isThere();

    /** What is said of a text. */
    @FunctionalInterface
    interface Predicate {
        /** The expression for this one. */
        String of(String text);
    }
}
