package dev.postrider.devdb.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Walks over the tokens of a statement: words, quoted things, single marks. Comments and white space are skipped. It
 * knows just enough to find clauses without being misled by what stands in quotes; the engine's parser judges the rest.
 */
final class SqlTokens {
    enum Kind {
        WORD,
        QUOTED,
        MARK,
        END
    }

    private final byte[] text;
    private final int length;
    private int position;
    private int depth;
    private Kind kind = Kind.END;
    private int start;

    SqlTokens(byte[] text, int length) {
        this.text = text;
        this.length = length;
    }

    /** Goes to the next token and returns its kind; END for ever after the last. */
    Kind next() {
        skipBlanksAndComments();
        start = position;
        if (position >= length) {
            kind = Kind.END;
            return kind;
        }
        byte b = text[position];
        if (isWordByte(b)) {
            while (position < length && isWordByte(text[position])) {
                position++;
            }
            kind = Kind.WORD;
        } else if (b == '\'' || b == '"' || b == '`') {
            skipQuoted(b);
            kind = Kind.QUOTED;
        } else {
            position++;
            kind = Kind.MARK;
            if (b == '(' || b == '[' || b == '{') {
                depth++;
            } else if (b == ')' || b == ']' || b == '}') {
                depth--;
            }
        }
        return kind;
    }

    Kind kind() {
        return kind;
    }

    /** Where the current token begins. */
    int start() {
        return start;
    }

    /** Where the current token ends: the offset of the byte after it. */
    int end() {
        return position;
    }

    /** How many brackets are open after the current token. */
    int depth() {
        return depth;
    }

    /** Whether the current token is this keyword, in any case. */
    boolean is(String keyword) {
        return kind == Kind.WORD && position - start == keyword.length() && word().equals(keyword);
    }

    boolean isMark(char mark) {
        return kind == Kind.MARK && text[start] == mark;
    }

    /** The current token in capitals. */
    String word() {
        return text().toUpperCase(Locale.ROOT);
    }

    /** The current token as it is written. */
    String text() {
        return new String(text, start, position - start, StandardCharsets.UTF_8);
    }

    private void skipBlanksAndComments() {
        while (position < length) {
            byte b = text[position];
            if (isBlank(b)) {
                position++;
            } else if (startsLineComment(b)) {
                while (position < length && text[position] != '\n') {
                    position++;
                }
            } else if (b == '/' && at(position + 1) == '*') {
                position += 2;
                while (position < length && !(text[position] == '*' && at(position + 1) == '/')) {
                    position++;
                }
                position = Math.min(length, position + 2);
            } else {
                return;
            }
        }
    }

    private boolean startsLineComment(byte b) {
        int next = at(position + 1);
        return (b == '-' && next == '-') || (b == '#' && (next == ' ' || next == '!'));
    }

    private void skipQuoted(byte quote) {
        position++;
        while (position < length) {
            byte b = text[position++];
            if (b == '\\') {
                position++;
            } else if (b == quote) {
                return; // a doubled quote is two quoted tokens side by side: the same end
            }
        }
        position = Math.min(position, length);
    }

    private int at(int index) {
        return index < length ? text[index] : -1;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    private static boolean isWordByte(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_' || b < 0;
    }
}
