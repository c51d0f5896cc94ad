package dev.postrider.relay.sink;

import dev.postrider.relay.batch.EventField;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.RowLayout.WireType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fits events into the columns of a table that exists, without loss or not at all. */
final class TableColumns {
    /** An event without one of these is no event; the other columns may be missing. */
    private static final Set<EventField> REQUIRED =
            Set.of(EventField.EVENT_TYPE, EventField.EVENT_DATE_TIME, EventField.EVENT_CONTEXT);

    private static final Map<String, WireType.Whole> WHOLE = Map.of(
            "Int8", new WireType.Whole(1, Byte.MAX_VALUE),
            "UInt8", new WireType.Whole(1, 0xff),
            "Int16", new WireType.Whole(2, Short.MAX_VALUE),
            "UInt16", new WireType.Whole(2, 0xffff),
            "Int32", new WireType.Whole(4, Integer.MAX_VALUE),
            "UInt32", new WireType.Whole(4, 0xffff_ffffL),
            "Int64", new WireType.Whole(8, Long.MAX_VALUE),
            "UInt64", new WireType.Whole(8, Long.MAX_VALUE));

    /** A column as {@code system.columns} tells it; those that are computed are left out. */
    record TableColumn(String name, String type, String defaultKind) {}

    private TableColumns() {}

    static RowLayout layout(String table, List<TableColumn> columns) throws SinkException {
        List<RowLayout.Column> layout = new ArrayList<>();
        for (EventField field : EventField.values()) {
            TableColumn column = find(columns, field);
            if (column != null) {
                layout.add(new RowLayout.Column(field, wireType(table, field, column), column.type()));
            } else if (REQUIRED.contains(field)) {
                throw new SinkException("the table " + table + " has no column " + field.column()
                        + ", without which an event can't be stored; add it: ALTER TABLE " + table + " ADD COLUMN "
                        + field.column() + " …");
            }
        }
        return new RowLayout(layout);
    }

    private static @Nullable TableColumn find(List<TableColumn> columns, EventField field) {
        return columns.stream()
                .filter(column -> column.name().equals(field.column()))
                .findFirst()
                .orElse(null);
    }

    private static WireType wireType(String table, EventField field, TableColumn column) throws SinkException {
        String type = column.type();
        if (type.startsWith("LowCardinality(")) {
            type = inner(type);
        }
        if (type.startsWith("Nullable(")) {
            return new WireType.Optional(
                    wireType(table, field, new TableColumn(column.name(), inner(type), column.defaultKind())));
        }
        WireType wire = wireType(field, type);
        if (wire == null) {
            throw new SinkException("the column " + column.name() + " of the table " + table + " has the type "
                    + column.type() + ", which can't hold the values without loss; it must be " + fitting(field));
        }
        return wire;
    }

    private static @Nullable WireType wireType(EventField field, String type) {
        return switch (field) {
            case EVENT_DATE_TIME -> type.startsWith("DateTime64(6") ? new WireType.Microseconds() : null;
            case METADATA_VERSION, EVENT_ID -> WHOLE.get(type);
            case EVENT_CONTEXT -> isText(type) || isJson(type) ? new WireType.Text() : null;
            case EVENT_TYPE, ENVIRONMENT, OUTBOX, TRACE_PARENT -> isText(type) ? new WireType.Text() : null;
        };
    }

    private static boolean isText(String type) {
        return type.equals("String");
    }

    private static boolean isJson(String type) {
        return type.equals("JSON") || type.startsWith("JSON(");
    }

    private static String fitting(EventField field) {
        return switch (field) {
            case EVENT_DATE_TIME -> "DateTime64(6)";
            case METADATA_VERSION, EVENT_ID -> "UInt64 (or a narrower integer)";
            case EVENT_CONTEXT -> "String or JSON";
            case EVENT_TYPE, ENVIRONMENT, OUTBOX, TRACE_PARENT -> "String or LowCardinality(String)";
        };
    }

    private static String inner(String type) {
        return type.substring(type.indexOf('(') + 1, type.length() - 1);
    }
}
