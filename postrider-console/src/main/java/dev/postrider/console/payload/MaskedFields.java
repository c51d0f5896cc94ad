package dev.postrider.console.payload;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which fields are masked. A field's path is its keys with dots between, and each key begins with a dot: {@code .user.email}. Arrays have
 * no place in it, so a rule goes through them whether it says {@code [*]} or not; and a key that has a dot itself counts as two, as
 * ClickHouse has it. Immutable.
 */
final class MaskedFields {
    private static final Pattern STEP = Pattern.compile("\\.([^.\\[]+)|\\['([^']+)']|\\[\\*]");

    /** What ClickHouse's own notation of subcolumns adds to keys. */
    private static final Pattern NOTATION = Pattern.compile("[\\^:@`\\[\\]]");

    private final List<Rule> rules;

    /**
     * A rule.
     *
     * @param path with a dot at its begin and its end
     * @param isFromTop whether it means one place, and not any depth
     */
    private record Rule(String path, boolean isFromTop) {
        static Rule of(String field) {
            if (!field.startsWith("$")) {
                return new Rule("." + field + ".", false);
            }
            StringBuilder path = new StringBuilder(".");
            Matcher step = STEP.matcher(field);
            while (step.find()) {
                String key = step.group(1) == null ? step.group(2) : step.group(1);
                if (key != null) {
                    path.append(key).append('.');
                }
            }
            return new Rule(path.toString(), true);
        }

        /** @param from where the last key begins: what is before it was looked at when it was entered */
        boolean covers(StringBuilder closed, int from) {
            if (isFromTop) {
                return closed.length() >= path.length()
                        && closed.substring(0, path.length()).equals(path);
            }
            return closed.indexOf(path, Math.max(0, from - path.length())) >= 0;
        }
    }

    /** @param fields as the setting has them, checked */
    MaskedFields(List<String> fields) {
        this.rules = fields.stream().map(Rule::of).toList();
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /**
     * Whether a field is masked, given that none is that it lies in.
     *
     * @param path each key with a dot before it; left as it is
     * @param last where the last key begins
     */
    boolean covers(StringBuilder path, int last) {
        path.append('.');
        boolean isCovered = false;
        for (Rule rule : rules) {
            isCovered |= rule.covers(path, last);
        }
        path.setLength(path.length() - 1);
        return isCovered;
    }

    /** Whether a field is masked, or lies in one that is. */
    boolean covers(String path) {
        return covers(new StringBuilder(".").append(path), 0);
    }

    /** Whether an answer about a field could tell of a masked one: it is one, in whatever notation, or may hold one. */
    boolean touches(String path) {
        String plain = NOTATION.matcher(path).replaceAll("");
        return covers(path)
                || covers(plain)
                || rules.stream()
                        .anyMatch(rule -> rule.isFromTop() && rule.path().startsWith("." + plain + "."));
    }
}
