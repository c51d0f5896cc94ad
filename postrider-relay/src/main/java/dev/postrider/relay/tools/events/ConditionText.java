package dev.postrider.relay.tools.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads conditions as people type them. One thread. */
final class ConditionText {
    private static final String EXAMPLES =
            "for example email=ada@example.com, amount > 10, name contains ada, address.city = \"New York\" or phone exists";

    private static final Pattern KEY = Pattern.compile("[^\\s=!<>\".]++");
    private static final Pattern OPERATOR = Pattern.compile(
            "\\s*+(==?|!=|<>|<=|>=|<|>)\\s*+|\\s++(contains(?=\\s|$)\\s*+|exists(?=\\s|$))", Pattern.CASE_INSENSITIVE);
    private static final Pattern AND = Pattern.compile("\\s++and\\s++|\\s*+$", Pattern.CASE_INSENSITIVE);

    private final String typed;
    private int at;

    ConditionText(String typed) {
        this.typed = typed.strip();
    }

    List<FieldCondition> conditions() {
        if (typed.isEmpty()) {
            throw new IllegalArgumentException(
                    "a condition is empty; it names a field and what is said of it, " + EXAMPLES);
        }
        List<FieldCondition> found = new ArrayList<>();
        do {
            found.add(condition());
        } while (at < typed.length());
        return found;
    }

    private FieldCondition condition() {
        String path = path();
        FieldOperator operator = operator();
        if (operator == FieldOperator.EXISTS) {
            and("goes on after exists");
            return FieldCondition.exists(path);
        }
        if (at == typed.length()) {
            throw wrong("has no value behind " + operator.sign() + " (\"\" stands for an empty text)");
        }
        if (typed.charAt(at) == '"') {
            String value = quoted();
            and("goes on after the closing quote");
            return new FieldCondition(path, operator, value, true);
        }
        int begin = at;
        Matcher end = AND.matcher(typed).region(at, typed.length());
        String value = end.find() ? typed.substring(begin, end.start()) : typed.substring(begin);
        at = begin + value.length();
        and("can't be read");
        return new FieldCondition(path, operator, value, false);
    }

    private String path() {
        StringBuilder path = new StringBuilder();
        while (true) {
            if (at < typed.length() && typed.charAt(at) == '"') {
                path.append(quoted());
            } else {
                Matcher key = KEY.matcher(typed).region(at, typed.length());
                if (!key.lookingAt()) {
                    throw wrong(at == 0 ? "does not begin with a field" : "has no field where one should be");
                }
                path.append(key.group());
                at = key.end();
            }
            if (at == typed.length() || typed.charAt(at) != '.') {
                return path.toString();
            }
            path.append('.');
            at++;
        }
    }

    private FieldOperator operator() {
        Matcher sign = OPERATOR.matcher(typed).region(at, typed.length());
        if (!sign.lookingAt()) {
            throw wrong(
                    "says nothing of the field " + FieldCondition.shown(typed.substring(0, at))
                            + ": =, !=, <, <=, >, >=, contains or exists is missing behind it; a value with \"and\" in it needs quotes");
        }
        at = sign.end();
        String found = sign.group(1) == null ? sign.group(2).strip().toLowerCase(Locale.ROOT) : sign.group(1);
        return switch (found) {
            case "=", "==" -> FieldOperator.EQUAL;
            case "!=", "<>" -> FieldOperator.NOT_EQUAL;
            case "<" -> FieldOperator.LESS;
            case "<=" -> FieldOperator.AT_MOST;
            case ">" -> FieldOperator.GREATER;
            case ">=" -> FieldOperator.AT_LEAST;
            case "contains" -> FieldOperator.CONTAINS;
            default -> FieldOperator.EXISTS;
        };
    }

    /** From its quote to the next that no backslash stands before. */
    private String quoted() {
        StringBuilder text = new StringBuilder();
        for (int i = at + 1; i < typed.length(); i++) {
            char sign = typed.charAt(i);
            if (sign == '"') {
                at = i + 1;
                return text.toString();
            }
            if (sign == '\\' && i + 1 < typed.length()) {
                i++;
            }
            text.append(typed.charAt(i));
        }
        throw wrong("has a quote that does not end");
    }

    private void and(String otherwise) {
        Matcher matcher = AND.matcher(typed).region(at, typed.length());
        if (!matcher.lookingAt()) {
            throw wrong(otherwise);
        }
        at = matcher.end();
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("'" + FieldCondition.shown(typed) + "' " + what + "; " + EXAMPLES);
    }

    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** Without quotes where it is read the same so. */
    static String plain(String text) {
        boolean isWhole = !text.isEmpty()
                && !text.startsWith("\"")
                && text.strip().equals(text)
                && !AND.matcher(text).results().anyMatch(end -> end.start() < text.length());
        return isWhole ? text : quoted(text);
    }

    static String path(List<String> keys) {
        return keys.stream()
                .map(key -> KEY.matcher(key).matches() ? key : quoted(key))
                .collect(Collectors.joining("."));
    }
}
