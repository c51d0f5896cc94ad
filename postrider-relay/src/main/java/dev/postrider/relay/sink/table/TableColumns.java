package dev.postrider.relay.sink.table;

import com.clickhouse.client.api.query.GenericRecord;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.RowLayout.WireType;
import dev.postrider.relay.content.EventField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Fits events into the columns of a table that exists, without loss or not at all. */
public final class TableColumns {
    /** An event without one of these is no event; the other columns may be missing. */
    private static final Set<EventField> REQUIRED =
            Set.of(EventField.EVENT_TYPE, EventField.EVENT_DATE_TIME, EventField.EVENT_CONTEXT);

    /** Values are never negative and never past 2^63: of a wider column only the lower half is used. */
    private static final Map<String, WireType.Whole> WHOLE = Map.ofEntries(
            Map.entry("Int8", new WireType.Whole(1, Byte.MAX_VALUE)),
            Map.entry("UInt8", new WireType.Whole(1, 0xff)),
            Map.entry("Int16", new WireType.Whole(2, Short.MAX_VALUE)),
            Map.entry("UInt16", new WireType.Whole(2, 0xffff)),
            Map.entry("Int32", new WireType.Whole(4, Integer.MAX_VALUE)),
            Map.entry("UInt32", new WireType.Whole(4, 0xffff_ffffL)),
            Map.entry("Int64", new WireType.Whole(8, Long.MAX_VALUE)),
            Map.entry("UInt64", new WireType.Whole(8, Long.MAX_VALUE)),
            Map.entry("Int128", new WireType.Whole(16, Long.MAX_VALUE)),
            Map.entry("UInt128", new WireType.Whole(16, Long.MAX_VALUE)),
            Map.entry("Int256", new WireType.Whole(32, Long.MAX_VALUE)),
            Map.entry("UInt256", new WireType.Whole(32, Long.MAX_VALUE)));

    private static final Pattern TIME = Pattern.compile("DateTime64\\((\\d)(, '[^']*')?\\)");

    /** Types whose values say "nothing known" by themselves where a column is not written. */
    private static final Pattern MAY_BE_EMPTY =
            Pattern.compile("(Nullable|LowCardinality\\(Nullable|Array|Map|Nested|Variant|JSON|Dynamic)\\b.*");

    /**
     * A column as {@code system.columns} tells it.
     *
     * @param inKey whether it is part of a key: then its type can't be changed
     */
    public record TableColumn(String name, String type, String defaultKind, boolean inKey) {
        public static TableColumn of(GenericRecord row) {
            return new TableColumn(
                    row.getString("name"),
                    row.getString("type"),
                    row.getString("default_kind"),
                    row.getInteger("in_key") != 0);
        }

        /** Whether it can't be written. */
        public boolean isComputed() {
            return defaultKind.equals("ALIAS") || defaultKind.equals("MATERIALIZED");
        }

        /** What makes a computed column one that can be written. */
        public String written() {
            return "MODIFY COLUMN " + name + " REMOVE " + defaultKind;
        }
    }

    private TableColumns() {}

    public static RowLayout layout(String table, List<TableColumn> columns) throws UnfitTableException {
        List<RowLayout.Column> layout = new ArrayList<>();
        for (EventField field : EventField.values()) {
            TableColumn column = find(columns, field);
            if (column != null && !column.isComputed()) {
                layout.add(new RowLayout.Column(field, wireType(table, field, column, column.type()), column.type()));
            } else if (column != null && REQUIRED.contains(field)) {
                throw new UnfitTableException(
                        "the column " + column.name() + " of the table " + table + " is " + column.defaultKind()
                                + ", computed and never written",
                        "ALTER TABLE " + table + " " + column.written());
            } else if (REQUIRED.contains(field)) {
                throw new UnfitTableException(
                        "the table " + table + " has no column " + field.column()
                                + ", without which an event can't be stored",
                        "ALTER TABLE " + table + " ADD COLUMN " + field.column() + " " + fitting(field));
            }
        }
        refuseUnfillable(table, columns);
        return new RowLayout(layout);
    }

    private static @Nullable TableColumn find(List<TableColumn> columns, EventField field) {
        return columns.stream()
                .filter(column -> column.name().equals(field.column()))
                .findFirst()
                .orElse(null);
    }

    /** ClickHouse would fill such a column with 0 or '' and the like: a value that nobody gave. */
    private static void refuseUnfillable(String table, List<TableColumn> columns) throws UnfitTableException {
        Set<String> fields =
                Stream.of(EventField.values()).map(EventField::column).collect(Collectors.toSet());
        for (TableColumn column : columns) {
            if (!fields.contains(column.name())
                    && column.defaultKind().isEmpty()
                    && !MAY_BE_EMPTY.matcher(column.type()).matches()) {
                throw new UnfitTableException(
                        "the column " + column.name() + " of the table " + table + " has the type " + column.type()
                                + " and no default, and an event has nothing to fill it with",
                        "ALTER TABLE " + table + " MODIFY COLUMN " + column.name()
                                + " DEFAULT defaultValueOfTypeName('"
                                + column.type().replace("\\", "\\\\").replace("'", "\\'") + "')");
            }
        }
    }

    private static WireType wireType(String table, EventField field, TableColumn column, String type)
            throws UnfitTableException {
        if (type.startsWith("LowCardinality(")) {
            return wireType(table, field, column, inner(type));
        }
        if (type.startsWith("Nullable(")) {
            return new WireType.Optional(wireType(table, field, column, inner(type)));
        }
        WireType wire = wireType(field, type);
        if (wire == null) {
            throw new UnfitTableException(
                    "the column " + column.name() + " of the table " + table + " has the type " + column.type()
                            + ", which " + shortcoming(field, type),
                    (column.inKey() || !isConverted(field, type)
                            // a key's type can't be changed, and a conversion that fails blocks the table
                            ? "let the relay write to another table: CLICKHOUSE_EVENT_LOG_TABLE_NAME"
                            : "ALTER TABLE " + table + " MODIFY COLUMN " + column.name() + " "
                                    + (column.type().contains("Nullable(") ? nullable(field) : fitting(field))));
        }
        return wire;
    }

    private static @Nullable WireType wireType(EventField field, String type) {
        return switch (field) {
            case EVENT_DATE_TIME -> time(type);
            case METADATA_VERSION, EVENT_ID -> WHOLE.get(type);
            case EVENT_CONTEXT -> isText(type) || isJson(type) ? new WireType.Text() : null;
            case EVENT_TYPE, ENVIRONMENT, OUTBOX, TRACE_PARENT -> isText(type) ? new WireType.Text() : null;
        };
    }

    private static WireType.@Nullable Time time(String type) {
        Matcher time = TIME.matcher(type);
        int digits = time.matches() ? Integer.parseInt(time.group(1)) : 0;
        return digits < 6 ? null : new WireType.Time(digits);
    }

    private static boolean isText(String type) {
        return type.equals("String");
    }

    private static boolean isJson(String type) {
        return type.equals("JSON") || type.startsWith("JSON(");
    }

    private static String shortcoming(EventField field, String type) {
        if (field == EventField.EVENT_DATE_TIME && type.startsWith("DateTime")) {
            return "cuts microseconds off";
        }
        if (type.startsWith("Enum")) {
            return "holds the values listed and no others";
        }
        if (type.startsWith("FixedString")) {
            return "holds texts of one length";
        }
        return "can't hold the values without loss";
    }

    /** The type that the relay's own table has. */
    private static String fitting(EventField field) {
        return switch (field) {
            case EVENT_DATE_TIME -> "DateTime64(6, 'UTC')";
            case METADATA_VERSION, EVENT_ID -> "UInt64";
            case EVENT_CONTEXT -> "String";
            case EVENT_TYPE, ENVIRONMENT, OUTBOX -> "LowCardinality(String)";
            case TRACE_PARENT -> "String";
        };
    }

    /** As {@link #fitting}, for a column that may hold NULL already. */
    private static String nullable(EventField field) {
        String fitting = fitting(field);
        return fitting.startsWith("LowCardinality(")
                ? "LowCardinality(Nullable(" + inner(fitting) + "))"
                : "Nullable(" + fitting + ")";
    }

    /** Whether ClickHouse can change every value of that type into the fitting one. */
    private static boolean isConverted(EventField field, String type) {
        return switch (field) {
            case EVENT_DATE_TIME -> type.matches("(Date|Date32|DateTime|DateTime64|U?Int(32|64))\\b.*");
            case METADATA_VERSION, EVENT_ID -> type.matches("(Float|Decimal)\\w*\\b.*");
            default -> true;
        };
    }

    private static String inner(String type) {
        return type.substring(type.indexOf('(') + 1, type.length() - 1);
    }
}
