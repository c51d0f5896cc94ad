package dev.postrider.relay.tools.events;

import dev.postrider.relay.sink.view.Quoted;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A field within a column of the type JSON: each type that its values have is read by itself. */
final class JsonField implements FieldSql {
    private final String value;
    private final String object;

    /** @param json the column */
    JsonField(String json, List<String> keys) {
        String path = keys.stream().map(Quoted::of).collect(Collectors.joining("."));
        this.value = json + "." + path;
        this.object = json + ".^" + path;
    }

    private String as(String type) {
        return value + ".:" + Quoted.of(type);
    }

    @Override
    public String text(Predicate predicate) {
        return predicate.of(as("String"));
    }

    @Override
    public String textInArray(Predicate predicate) {
        return "arrayExists(x -> " + predicate.of("ifNull(x, '')") + ", " + as("Array(Nullable(String))")
                + ") OR arrayExists(x -> " + predicate.of("ifNull(dynamicElement(x, 'String'), '')") + ", "
                + as("Array(Dynamic)") + ")";
    }

    @Override
    public String number(String sign, String number) {
        return Stream.of("Int64", "UInt64", "Float64")
                .map(type -> as(type) + " " + sign + " " + number)
                .collect(Collectors.joining(" OR "));
    }

    @Override
    public String truth(String truth) {
        return as("Bool") + " = " + truth;
    }

    @Override
    public String isValue() {
        return "dynamicType(" + value + ") <> 'None'";
    }

    @Override
    public String isThere() {
        return isValue() + " OR notEmpty(JSONAllPaths(assumeNotNull(" + object + ")))";
    }
}
