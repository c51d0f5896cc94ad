package dev.postrider.console.answer;

import dev.postrider.relay.tools.events.EventTypeFields;
import dev.postrider.relay.tools.events.EventTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A type of events, and what they hold.
 *
 * @param type null if no events of it were seen lately
 * @param example the newest; null if there is none
 */
public record EventTypeDetails(
        EventTypes.@Nullable OfType type,
        List<EventTypeFields.OfVersion> versions,
        List<EventTypeFields.Change> changes,
        @Nullable StoredEvent example)
        implements Answer {
    /** Of a type that was not seen. */
    public static final EventTypeDetails NONE = new EventTypeDetails(null, List.of(), List.of(), null);

    /**
     * As it is shown.
     *
     * @param example as this person may see it
     */
    public static EventTypeDetails of(EventTypeFields fields, @Nullable StoredEvent example) {
        return new EventTypeDetails(fields.type(), fields.versions(), fields.changes(), example);
    }
}
