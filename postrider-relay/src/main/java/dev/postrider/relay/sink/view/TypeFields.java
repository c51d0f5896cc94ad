package dev.postrider.relay.sink.view;

import java.util.List;

/**
 * What the events of one type hold.
 *
 * @param eventType the type
 * @param events how many there are
 * @param unreadable how many of these have a context that the type JSON can't hold, and whose fields are not known
 * @param fields their fields by path, the first {@link #MOST_FIELDS}
 * @param moreFields how many fields there are besides
 */
public record TypeFields(String eventType, long events, long unreadable, List<LogField> fields, long moreFields) {
    /** So many fields of a type become columns. */
    public static final int MOST_FIELDS = 500;

    /** Copies the list. */
    public TypeFields {
        fields = List.copyOf(fields);
    }
}
