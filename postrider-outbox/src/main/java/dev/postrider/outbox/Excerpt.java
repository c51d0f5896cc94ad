package dev.postrider.outbox;

/** A value as it stands in a message: quoted, on one line, and shortened with its length told. */
final class Excerpt {

    private static final int LENGTH = 80;

    private Excerpt() {}

    static String of(String value) {
        StringBuilder excerpt = new StringBuilder("\"");
        int end = Math.min(value.length(), LENGTH);
        if (end < value.length() && Character.isHighSurrogate(value.charAt(end - 1))) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            boolean half = Character.isSurrogate(c)
                    && !(Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(value.charAt(i + 1)))
                    && !(Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(value.charAt(i - 1)));
            if (half || Character.isISOControl(c)) {
                excerpt.append(String.format("\\u%04x", (int) c));
            } else {
                excerpt.append(c);
            }
        }
        excerpt.append('"');
        if (end < value.length()) {
            excerpt.append("… (")
                    .append(value.codePointCount(0, value.length()))
                    .append(" characters)");
        }
        return excerpt.toString();
    }
}
