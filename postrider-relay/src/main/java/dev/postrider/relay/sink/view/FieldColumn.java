package dev.postrider.relay.sink.view;

import dev.postrider.relay.sink.server.Literal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A field as a typed view's column. A value of another type than the column's is NULL there and never an error, so that one odd
 * event breaks no query.
 *
 * @param name the column's name: the field's path
 * @param type the column's type
 * @param expression what gives it
 * @param note what a person should know of it; null for nothing
 */
public record FieldColumn(
        String name,
        String type,
        String expression,
        @Nullable String note) {
    private static final Pattern PLAIN = Pattern.compile("String|Bool|Int64|UInt64|Float64");
    private static final Pattern LIST =
            Pattern.compile("(Array\\()+Nullable\\((String|Bool|Int64|UInt64|Float64)\\)\\)+");
    private static final Set<String> WHOLE = Set.of("Int64", "UInt64");
    private static final Set<String> NUMBERS = Set.of("Int64", "UInt64", "Float64");

    /**
     * How a field becomes a column.
     *
     * @param json the expression whose value is the whole context as JSON
     * @param taken the names that other columns have; the field's is added
     */
    static FieldColumn of(LogField field, String json, Set<String> taken) {
        String name = field.path();
        while (name.isEmpty() || !taken.add(name)) {
            name = "context." + name;
        }
        FieldColumn column = typed(name, new TreeSet<>(field.types()), new Value(json, field.path()));
        return name.equals(field.path())
                ? column
                : column.noted(column.quotedName() + " is the field " + Quoted.of(field.path())
                        + ", whose name is taken or empty");
    }

    private static FieldColumn typed(String name, Set<String> types, Value value) {
        String only = types.size() == 1 ? types.iterator().next() : "";
        if (PLAIN.matcher(only).matches()) {
            return new FieldColumn(name, "Nullable(" + only + ")", value.as(only), null);
        }
        if (LIST.matcher(only).matches()) {
            return new FieldColumn(name, only, value.as(only), null);
        }
        if (WHOLE.containsAll(types)) {
            return new FieldColumn(
                    name, "Nullable(Int128)", value.asNumber("toInt128", List.of("Int64", "UInt64")), null);
        }
        if (NUMBERS.containsAll(types)) {
            return new FieldColumn(
                    name,
                    "Nullable(Float64)",
                    value.asNumber("toFloat64", List.of("Float64", "Int64", "UInt64")),
                    Quoted.of(name) + " has whole numbers and others (" + String.join(", ", types)
                            + "): whole numbers beyond 2^53 are rounded");
        }
        return new FieldColumn(
                name,
                "Nullable(String)",
                value.asText(),
                Quoted.of(name)
                        + (types.size() == 1
                                ? " has values of the type " + only + ": kept as the text of their JSON"
                                : " has values of differing types (" + String.join(", ", types) + "): kept as text"));
    }

    private FieldColumn noted(String first) {
        return new FieldColumn(name, type, expression, note == null ? first : first + "; " + note);
    }

    private String quotedName() {
        return Quoted.of(name);
    }

    /** The column's line in a view. */
    String line() {
        return expression + " AS " + quotedName();
    }

    /** A field's value within a JSON column. */
    private record Value(String json, String path) {
        String as(String type) {
            return isPlain() ? dynamic() + ".:" + Quoted.of(type) : subcolumn(path + ".:`" + type + "`");
        }

        String asNumber(String function, List<String> types) {
            return types.stream()
                    .map(type -> function + "(" + as(type) + ")")
                    .collect(Collectors.joining(", ", "coalesce(", ")"));
        }

        /** A text as it is, anything else as its JSON. */
        String asText() {
            String value = dynamic();
            return "coalesce(" + as("String") + ", if(dynamicType(" + value + ") = 'None', NULL, toJSONString(" + value
                    + ")))";
        }

        private String dynamic() {
            return isPlain()
                    ? Stream.of(keys()).map(Quoted::of).collect(Collectors.joining(".", json + ".", ""))
                    : subcolumn(path);
        }

        /** An empty key can't be written as a name. */
        private boolean isPlain() {
            return Stream.of(keys()).noneMatch(String::isEmpty);
        }

        private String[] keys() {
            return path.split("\\.", -1);
        }

        private String subcolumn(String name) {
            return "getSubcolumn(" + json + ", " + Literal.of(name) + ")";
        }
    }
}
