package dev.postrider.console.page;

/**
 * JSON with a line for each value. Every token stays as it is, byte for byte: numbers that no double can hold, strings that look like
 * dates, escapes. So it is only indented, never read and written anew.
 */
public final class PrettyJson {
    private static final String INDENT = "  ";
    private static final int DEEPEST = 200;

    private PrettyJson() {}

    /** The text, indented; as it is if it is no JSON that could be. */
    public static String of(String json) {
        StringBuilder pretty = new StringBuilder(json.length() * 2);
        int depth = 0;
        int at = 0;
        while (at < json.length()) {
            char c = json.charAt(at);
            if (c == '"') {
                int end = endOfString(json, at);
                pretty.append(json, at, end);
                at = end;
                continue;
            }
            if (c == '{' || c == '[') {
                int next = nextToken(json, at + 1);
                if (next < json.length() && json.charAt(next) == (c == '{' ? '}' : ']')) {
                    pretty.append(c).append(json.charAt(next));
                    at = next + 1;
                    continue;
                }
                depth++;
                if (depth > DEEPEST) {
                    return json;
                }
                newLine(pretty.append(c), depth);
            } else if (c == '}' || c == ']') {
                depth = Math.max(0, depth - 1);
                newLine(pretty, depth).append(c);
            } else if (c == ',') {
                newLine(pretty.append(c), depth);
            } else if (c == ':') {
                pretty.append(": ");
            } else if (!isBlank(c)) {
                pretty.append(c);
            }
            at++;
        }
        return pretty.toString();
    }

    private static int endOfString(String json, int begin) {
        int at = begin + 1;
        while (at < json.length() && json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(json.length(), at + 1);
    }

    private static int nextToken(String json, int from) {
        int at = from;
        while (at < json.length() && isBlank(json.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private static StringBuilder newLine(StringBuilder pretty, int depth) {
        return pretty.append('\n').append(INDENT.repeat(depth));
    }
}
