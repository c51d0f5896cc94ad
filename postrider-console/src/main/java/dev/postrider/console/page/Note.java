package dev.postrider.console.page;

/** Why somebody does something: needed for whatever changes delivery or events. */
public final class Note {
    private static final int LONGEST = 500;

    private Note() {}

    /**
     * What was typed, without blanks around it.
     *
     * @throws IllegalArgumentException if nothing was typed, or too much: its length and the limit
     */
    public static String of(String typed) {
        String text = typed.replace('\0', ' ').strip();
        if (text.isEmpty()) {
            throw new IllegalArgumentException(
                    "A note is needed that says why: others will find it in the audit trail.");
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "the note has " + text.length() + " characters, must have at most " + LONGEST);
        }
        return text;
    }
}
