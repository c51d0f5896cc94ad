package dev.postrider.console.payload;

import dev.postrider.relay.tools.events.EventFilter;
import dev.postrider.relay.tools.events.EventKey;
import dev.postrider.relay.tools.events.FieldCondition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody opens, for the audit trail.
 *
 * @param what as JSON has it, without conditions
 * @param conditions of a search; the values of those on masked fields are not written down
 * @param events how many contexts are shown; 0 if that is not known yet
 */
public record Opening(Map<String, Object> what, List<FieldCondition> conditions, long events) {
    /** Copies the collections. */
    public Opening {
        what = new LinkedHashMap<>(what);
        conditions = List.copyOf(conditions);
    }

    /** The dead letters of an event. */
    public static Opening deadLetters(long eventId, int letters) {
        return new Opening(Map.of("dead_letter", eventId), List.of(), letters);
    }

    /** One event of the event log. */
    public static Opening event(EventKey key, @Nullable Long eventId) {
        return new Opening(
                eventId == null ? Map.of("event", key.toString()) : Map.of("event_id", eventId), List.of(), 1);
    }

    /** The example of a type in the catalogue. */
    public static Opening example(String type) {
        return new Opening(Map.of("example", type), List.of(), 1);
    }

    /**
     * Events that were looked for.
     *
     * @param how {@code search}, {@code count} or {@code download}
     * @param format of a download; empty for none
     */
    public static Opening found(String how, String format, EventFilter filter, long events) {
        Map<String, Object> what = new LinkedHashMap<>();
        what.put("how", how);
        put(what, "format", format.isEmpty() ? null : format);
        put(what, "types", filter.types().isEmpty() ? null : List.copyOf(filter.types()));
        put(what, "environment", filter.environment());
        put(what, "outbox", filter.outbox());
        put(what, "since", filter.since());
        put(what, "before", filter.before());
        put(what, "event_id", filter.eventId());
        return new Opening(what, filter.conditions(), events);
    }

    private static void put(Map<String, Object> what, String name, @Nullable Object value) {
        if (value != null) {
            what.put(name, value instanceof Number || value instanceof List ? value : value.toString());
        }
    }
}
