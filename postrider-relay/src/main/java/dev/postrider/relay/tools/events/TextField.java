package dev.postrider.relay.tools.events;

import dev.postrider.relay.sink.server.Literal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A field within a text of JSON. */
final class TextField implements FieldSql {
    private final String place;
    private final String around;
    private final String lastKey;

    /** @param document the expression whose value is the text */
    TextField(String document, List<String> keys) {
        int last = keys.size() - 1;
        this.place = place(document, keys);
        this.around = place(document, keys.subList(0, last));
        this.lastKey = keys.get(last);
    }

    private static String place(String document, List<String> keys) {
        return Stream.concat(Stream.of(document), keys.stream().map(Literal::of))
                .collect(Collectors.joining(", "));
    }

    private String is(String type) {
        return "JSONType(" + place + ") = '" + type + "'";
    }

    private String as(String type) {
        return "JSONExtract" + type + "(" + place + ")";
    }

    /** The comparison first: it is seldom true, and the type is asked for only then. */
    @Override
    public String text(Predicate predicate) {
        return predicate.of(as("String")) + " AND " + is("String");
    }

    @Override
    public String textInArray(Predicate predicate) {
        return is("Array") + " AND arrayExists(x -> JSONType(x) = 'String' AND " + predicate.of("JSONExtractString(x)")
                + ", " + as("ArrayRaw") + ")";
    }

    @Override
    public String number(String sign, String number) {
        return "multiIf(" + is("Int64") + ", " + as("Int") + " " + sign + " " + number + ", "
                + is("UInt64") + ", " + as("UInt") + " " + sign + " " + number + ", "
                + is("Double") + ", " + as("Float") + " " + sign + " " + number + ", false)";
    }

    @Override
    public String truth(String truth) {
        return is("Bool") + " AND " + as("Bool") + " = " + truth;
    }

    @Override
    public String isValue() {
        return "JSONType(" + place + ") NOT IN ('Null', 'Object')";
    }

    /** As a column of the type JSON has it: an object of empty objects has no value, and {@code {"a.b":1}} has an {@code a}. */
    @Override
    public String isThere() {
        return isValue() + " OR " + is("Object") + " AND match(replaceRegexpAll(" + as("Raw")
                + ", '\"(?:[^\"\\\\\\\\]|\\\\\\\\.)*\"\\\\s*:\\\\s*(?:null\\\\b|\\\\{)', ''), '[^\\\\s{},]')"
                + " OR arrayExists(x -> startsWith(x, " + Literal.of(lastKey + ".") + "), JSONExtractKeys(" + around
                + "))";
    }
}
