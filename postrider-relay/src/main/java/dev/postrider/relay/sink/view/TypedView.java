package dev.postrider.relay.sink.view;

import dev.postrider.relay.content.EventField;
import dev.postrider.relay.sink.server.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The events of one type with their fields as columns. It is a query and stores nothing, so it shows what the event log has.
 *
 * @param name the view's name
 * @param of the type and its fields
 * @param fields the columns that come from the context
 * @param statement what makes the view, in the place of one that is there
 */
public record TypedView(String name, TypeFields of, List<FieldColumn> fields, String statement) {
    private static final String COMMENT = "Postrider: events of the type ";

    private static final Set<EventField> BESIDES = Set.of(
            EventField.EVENT_ID,
            EventField.EVENT_DATE_TIME,
            EventField.ENVIRONMENT,
            EventField.OUTBOX,
            EventField.METADATA_VERSION,
            EventField.TRACE_PARENT);

    /** Copies the list. */
    public TypedView {
        fields = List.copyOf(fields);
    }

    /** The view of a type. */
    public static TypedView of(LogShape log, TypeFields type, String name) {
        Set<String> taken = log.takenNames();
        List<FieldColumn> fields = new ArrayList<>();
        for (LogField field : type.fields()) {
            fields.add(FieldColumn.of(field, log.json(), taken));
        }
        List<String> columns = new ArrayList<>(log.fields(BESIDES));
        fields.forEach(field -> columns.add(field.line()));
        String settings = log.reading().entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining(", "));
        String statement =
                "CREATE OR REPLACE VIEW " + log.beside(name) + " AS\nSELECT\n  " + String.join(",\n  ", columns)
                        + "\nFROM " + log.source() + "\nWHERE event_type = " + Literal.of(type.eventType())
                        + (settings.isEmpty() ? "" : "\nSETTINGS " + settings) + "\nCOMMENT "
                        + Literal.of(comment(type.eventType()));
        return new TypedView(name, type, fields, statement);
    }

    /** How the view of a type is marked as Postrider's. */
    public static String comment(String eventType) {
        return COMMENT + eventType;
    }

    /** Whether a table with such a comment is a typed view of Postrider's. */
    public static boolean isMarked(String comment) {
        return comment.startsWith(COMMENT);
    }

    /** The types of the columns that come from the context. */
    public Map<String, String> types() {
        Map<String, String> types = new TreeMap<>();
        fields.forEach(field -> types.put(field.name(), field.type()));
        return types;
    }

    /** What a person should know of it. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (FieldColumn field : fields) {
            if (field.note() != null) {
                notes.add(field.note());
            }
        }
        if (of.unreadable() > 0) {
            notes.add(of.unreadable() + " of " + of.events()
                    + " events have a context that the type JSON can't hold: their fields are NULL here");
        }
        if (of.moreFields() > 0) {
            notes.add(of.moreFields() + " more fields are left out: a view has at most " + TypeFields.MOST_FIELDS
                    + " fields of a context");
        }
        return notes;
    }
}
