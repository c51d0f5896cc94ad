package dev.postrider.examples.users.user;

/**
 * A field that breaks a rule.
 *
 * @param field the field's name as clients write it
 * @param message what is wrong and what would be right, for people; begins in lower case, as a sentence after the name
 */
public record InvalidField(String field, String message) {}
