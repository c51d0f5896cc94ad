package dev.postrider.relay.tools.events;

import dev.postrider.relay.sink.search.SearchedTable;
import dev.postrider.relay.sink.server.Literal;
import dev.postrider.relay.sql.SqlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Conditions on fields as ClickHouse reads them. Names and values stand in it as quoted literals.
 *
 * <p>Where the event log stores the contexts as JSON, that column is asked, type by type. Otherwise the text is, with the same
 * outcome: a dot in a path may be one between two keys or one within a key, as in the type JSON.
 */
final class ConditionSql {
    private static final String REPAIRED = SqlFile.text(ConditionSql.class, "repaired.sql")
            .lines()
            .filter(line -> !line.startsWith("--"))
            .collect(Collectors.joining());

    /** Beyond it, a path is tried as keys within keys and as one key. */
    private static final int MOST_SPELLED_KEYS = 4;

    private final String json;
    private final String text;

    /** @param isThroughText whether the text is asked in any case */
    ConditionSql(SearchedTable table, boolean isThroughText) {
        this.json = isThroughText ? "" : table.storedJson();
        this.text = table.is("event_context", "String") ? "event_context" : "ifNull(toString(event_context), '')";
    }

    String of(FieldCondition condition) {
        if (!json.isEmpty()) {
            return said(condition, new JsonField(json, condition.keys()));
        }
        Function<String, String> within = document -> spellings(condition.keys()).stream()
                .map(keys -> "(" + said(condition, new TextField(document, keys)) + ")")
                .collect(Collectors.joining(" OR "));
        return within.apply(text) + " OR NOT isValidJSON(" + text + ") AND ("
                + within.apply(REPAIRED.replace("{doc}", text)) + ")";
    }

    private static String said(FieldCondition condition, FieldSql field) {
        return switch (condition.operator()) {
            case EXISTS -> field.isThere();
            case EQUAL -> equal(condition, field);
            case NOT_EQUAL -> "(" + field.isValue() + ") AND NOT ifNull(" + equal(condition, field) + ", false)";
            case CONTAINS -> {
                String sought = Literal.of(condition.value());
                FieldSql.Predicate contains = text -> "positionCaseInsensitiveUTF8(" + text + ", " + sought + ") > 0";
                yield field.text(contains) + " OR " + field.textInArray(contains);
            }
            case LESS, AT_MOST, GREATER, AT_LEAST ->
                condition.isNumber()
                        ? field.number(condition.operator().sign(), condition.value())
                        : field.text(
                                text -> text + " " + condition.operator().sign() + " " + Literal.of(condition.value()));
        };
    }

    private static String equal(FieldCondition condition, FieldSql field) {
        String equal = field.text(text -> text + " = " + Literal.of(condition.value()));
        if (condition.isNumber()) {
            return equal + " OR " + field.number("=", condition.value());
        }
        return condition.isTruth() ? equal + " OR " + field.truth(condition.value()) : equal;
    }

    /** Each way to take neighbours together as one key. */
    static List<List<String>> spellings(List<String> keys) {
        List<List<String>> spellings = new ArrayList<>();
        int gaps = keys.size() - 1;
        if (keys.size() > MOST_SPELLED_KEYS) {
            return List.of(keys, List.of(String.join(".", keys)));
        }
        for (int joined = 0; joined < 1 << gaps; joined++) {
            List<String> spelling = new ArrayList<>(List.of(keys.get(0)));
            for (int gap = 0; gap < gaps; gap++) {
                String next = keys.get(gap + 1);
                if ((joined >> gap & 1) == 1) {
                    spelling.add(spelling.remove(spelling.size() - 1) + "." + next);
                } else {
                    spelling.add(next);
                }
            }
            spellings.add(spelling);
        }
        return spellings;
    }
}
