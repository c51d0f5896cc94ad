package dev.postrider.relay.batch;

/**
 * A text of somebody else's as it may stand in a line of a log or on a terminal: an event's type may hold a line break that forges
 * a line, an escape sequence that hides one, or a sign that turns the rest of the line around.
 */
public final class OneLine {
    private OneLine() {}

    /** The text with whatever is no plain sign written as {@code \\n}, {@code \\t} or {@code \\u001b}. */
    public static String of(String text) {
        StringBuilder line = null;
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (isPlain(sign)) {
                if (line != null) {
                    line.append(sign);
                }
            } else {
                line = line == null ? new StringBuilder(text.length() + 16).append(text, 0, i) : line;
                line.append(escaped(sign));
            }
        }
        return line == null ? text : line.toString();
    }

    private static boolean isPlain(char sign) {
        return switch (Character.getType(sign)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            // joiners shape letters and emoji; the others turn directions, or are not seen
            case Character.FORMAT -> sign == '\u200c' || sign == '\u200d';
            default -> true;
        };
    }

    private static String escaped(char sign) {
        return switch (sign) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", (int) sign);
        };
    }
}
