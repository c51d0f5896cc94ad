package dev.postrider.relay.tools.events;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted. Immutable; start from {@link #all()} and change single values.
 *
 * @param types of one of these types; empty for any
 * @param environment of this environment; null for any
 * @param outbox from this outbox; null for any
 * @param since of then or later, by their own time; null for no begin
 * @param before of before then; null for no end
 * @param eventId with this id; null for any
 * @param conditions what all of them say of the context's fields
 * @param isThroughText whether conditions look into the text of each context also where the event log has {@code event_json}:
 *     slower, and finds fields of the few contexts that {@code event_json} can't hold
 */
public record EventFilter(
        Set<String> types,
        @Nullable String environment,
        @Nullable String outbox,
        @Nullable Instant since,
        @Nullable Instant before,
        @Nullable Long eventId,
        List<FieldCondition> conditions,
        boolean isThroughText) {
    private static final int MOST_CONDITIONS = 20;
    private static final int MOST_TYPES = 1_000;

    /** Refuses a range that holds no time, and more conditions than one reads. */
    public EventFilter {
        types = Set.copyOf(types);
        conditions = List.copyOf(conditions);
        if (since != null && before != null && !since.isBefore(before)) {
            throw new IllegalArgumentException(
                    "since " + since + " is not before " + before + ": no time is in between");
        }
        if (conditions.size() > MOST_CONDITIONS) {
            throw new IllegalArgumentException(
                    "there are " + conditions.size() + " conditions; there may be " + MOST_CONDITIONS);
        }
        if (types.size() > MOST_TYPES) {
            throw new IllegalArgumentException("there are " + types.size() + " types; there may be " + MOST_TYPES);
        }
    }

    /** Every event. */
    public static EventFilter all() {
        return new EventFilter(Set.of(), null, null, null, null, null, List.of(), false);
    }

    /** Of one of these types. */
    public EventFilter withTypes(Set<String> wanted) {
        return new EventFilter(wanted, environment, outbox, since, before, eventId, conditions, isThroughText);
    }

    /** Of an environment. */
    public EventFilter withEnvironment(@Nullable String wanted) {
        return new EventFilter(types, wanted, outbox, since, before, eventId, conditions, isThroughText);
    }

    /** From an outbox. */
    public EventFilter withOutbox(@Nullable String wanted) {
        return new EventFilter(types, environment, wanted, since, before, eventId, conditions, isThroughText);
    }

    /** Of a time. */
    public EventFilter withTime(@Nullable Instant from, @Nullable Instant until) {
        return new EventFilter(types, environment, outbox, from, until, eventId, conditions, isThroughText);
    }

    /** With an id. */
    public EventFilter withEventId(@Nullable Long wanted) {
        return new EventFilter(types, environment, outbox, since, before, wanted, conditions, isThroughText);
    }

    /** With further conditions besides. */
    public EventFilter and(List<FieldCondition> more) {
        List<FieldCondition> all = new ArrayList<>(conditions);
        all.addAll(more);
        return new EventFilter(types, environment, outbox, since, before, eventId, all, isThroughText);
    }

    /** With further conditions as a person types them, see {@link FieldCondition#parse}. */
    public EventFilter and(String typed) {
        return and(FieldCondition.parse(typed));
    }

    /** Looking into the text of each context. */
    public EventFilter throughText(boolean text) {
        return new EventFilter(types, environment, outbox, since, before, eventId, conditions, text);
    }

    /** The types in their order. */
    Set<String> sortedTypes() {
        return new TreeSet<>(types);
    }
}
