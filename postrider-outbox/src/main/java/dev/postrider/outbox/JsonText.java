package dev.postrider.outbox;

import java.util.BitSet;

/**
 * Reads a JSON text once, from left to right, to learn whether PostgreSQL's type {@code json} will take it and whether it is an
 * object. Nothing is kept and nothing recurses, so neither long numbers nor deep nesting cost memory.
 *
 * <p>Not a JSON library's parser, because those come with limits of their own (length of numbers and names, collisions of
 * hashed names) that would refuse events the outbox can hold.
 */
final class JsonText {

    /**
     * PostgreSQL's parser recurses: with its default {@code max_stack_depth} of 2 MB it took 10,000 levels and refused 20,000
     * (14 to 18 alike). The limit stays far below.
     */
    static final int MAX_NESTING = 2_000;

    private static final int END = -1;

    private final String text;
    private int at;
    /** One bit per open object or array: set for an object. */
    private final BitSet open = new BitSet();

    private int depth;

    private JsonText(String text) {
        this.text = text;
    }

    /**
     * @param owner how messages call the event
     * @return the length in bytes of UTF-8
     * @throws InvalidEventException if the text is no JSON object of at most that many bytes
     */
    static int requireObject(String owner, String text, int maxBytes) {
        int bytes = requireSize(owner, text, maxBytes);
        new JsonText(text).requireObject(owner);
        return bytes;
    }

    private static int requireSize(String owner, String text, int maxBytes) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                throw new InvalidEventException("context of " + owner + " has half a surrogate pair (\\u"
                        + Integer.toHexString(c) + ") at character " + i
                        + ", which UTF-8 cannot encode: write it as the JSON escape \\u" + Integer.toHexString(c)
                        + " or remove it");
            }
        }
        if (bytes > maxBytes) {
            throw tooLarge(owner, Long.toString(bytes), maxBytes);
        }
        return (int) bytes;
    }

    static InvalidEventException tooLarge(String owner, String bytes, int maxBytes) {
        return new InvalidEventException(
                "context of " + owner + " has " + bytes + " bytes of UTF-8, the limit is " + maxBytes
                        + ": publish a reference to the large part instead of the part, or raise maxContextBytes (at most "
                        + OutboxSettings.GREATEST_MAX_CONTEXT_BYTES + ")");
    }

    private void requireObject(String owner) {
        try {
            skipSpace();
            if (peek() != '{') {
                // a whole value of another kind deserves its own message; anything else fails in there
                String kind = kind(peek());
                document();
                throw new InvalidEventException("context of " + owner + " is " + kind + ", " + Excerpt.of(text)
                        + ", but has to be a JSON object: put it under a name, as in {\"value\": …}");
            }
            document();
        } catch (NotJson e) {
            throw new InvalidEventException("context of " + owner + " is not JSON: " + e.getMessage() + " in "
                    + Excerpt.of(text) + "; give the text of one JSON object (RFC 8259)");
        }
    }

    private static String kind(int c) {
        return switch (c) {
            case '[' -> "a JSON array";
            case '"' -> "a JSON string";
            case 't', 'f' -> "a JSON boolean";
            case 'n' -> "JSON null";
            default -> "a JSON number";
        };
    }

    private void document() throws NotJson {
        value();
        while (depth > 0) {
            afterValue();
        }
        skipSpace();
        if (peek() != END) {
            throw unexpected("the end");
        }
    }

    /** Reads a scalar whole, and of an object or array the opening up to the end of its first scalar. */
    private void value() throws NotJson {
        while (true) {
            skipSpace();
            int c = peek();
            if (c != '{' && c != '[') {
                scalar(c);
                return;
            }
            boolean object = c == '{';
            push(object);
            skipSpace();
            if (peek() == (object ? '}' : ']')) {
                pop();
                return;
            }
            if (object) {
                name();
            }
        }
    }

    private void scalar(int first) throws NotJson {
        switch (first) {
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    /** Inside an object or array, behind a value: reads its end, or the comma and the next value. */
    private void afterValue() throws NotJson {
        skipSpace();
        boolean inObject = open.get(depth - 1);
        int c = peek();
        if (c == (inObject ? '}' : ']')) {
            pop();
        } else if (c == ',') {
            at++;
            if (inObject) {
                skipSpace();
                name();
            }
            value();
        } else {
            throw unexpected(inObject ? "\",\" or \"}\"" : "\",\" or \"]\"");
        }
    }

    private void push(boolean object) throws NotJson {
        if (depth == MAX_NESTING) {
            throw new NotJson("nested more than " + MAX_NESTING + " levels deep at character " + at
                    + ", the limit that keeps PostgreSQL's parser clear of its stack's end (flatten it)");
        }
        open.set(depth++, object);
        at++;
    }

    private void pop() {
        depth--;
        at++;
    }

    private void name() throws NotJson {
        if (peek() != '"') {
            throw unexpected("a name in double quotes");
        }
        string();
        skipSpace();
        if (peek() != ':') {
            throw unexpected("\":\"");
        }
        at++;
    }

    private void string() throws NotJson {
        at++;
        while (true) {
            int c = peek();
            if (c == '"') {
                at++;
                return;
            }
            if (c == END) {
                throw unexpected("the string's closing quote");
            }
            if (c < 0x20) {
                throw new NotJson(String.format(
                        "control character \\u%04x at character %d has to be written as an escape", c, at));
            }
            at++;
            if (c == '\\') {
                escape();
            }
        }
    }

    private void escape() throws NotJson {
        switch (peek()) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
            case 'u' -> {
                at++;
                for (int i = 0; i < 4; i++) {
                    int c = peek();
                    if (!(isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) {
                        throw unexpected("four hexadecimal digits of an escape");
                    }
                    at++;
                }
            }
            default -> throw unexpected("an escape, one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
        }
    }

    private void literal(String word) throws NotJson {
        if (!text.startsWith(word, at)) {
            throw unexpected("a value");
        }
        at += word.length();
        requireWordEnds();
    }

    private void number() throws NotJson {
        if (peek() != '-' && !isDigit(peek())) {
            throw unexpected("a value");
        }
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        requireWordEnds();
    }

    private void digits() throws NotJson {
        if (!isDigit(peek())) {
            throw unexpected("a digit");
        }
        while (isDigit(peek())) {
            at++;
        }
    }

    private void requireWordEnds() throws NotJson {
        int c = peek();
        if (c != END && c != ',' && c != '}' && c != ']' && !isSpace(c)) {
            throw unexpected("the end of a number or word");
        }
    }

    private void skipSpace() {
        while (isSpace(peek())) {
            at++;
        }
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private NotJson unexpected(String expected) {
        int c = peek();
        return new NotJson("expected " + expected + " at character " + at + " but found "
                + (c == END ? "the end" : Excerpt.of(text.substring(at, Math.min(text.length(), at + 10)))));
    }

    /** Says what is wrong and where; the caller adds whose text it is. */
    private static final class NotJson extends Exception {
        private static final long serialVersionUID = 1L;

        NotJson(String message) {
            super(message);
        }
    }
}
