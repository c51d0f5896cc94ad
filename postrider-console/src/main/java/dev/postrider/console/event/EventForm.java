package dev.postrider.console.event;

import dev.postrider.console.page.PageTime;
import dev.postrider.console.page.Query;
import dev.postrider.relay.tools.events.EventFilter;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events somebody asked for, as it stands in the page's address: each part may be missing or empty.
 *
 * @param id of an event
 * @param where conditions on fields of the context, as in {@code email = ada@example.com and amount > 10}
 * @param text {@code true} to look into the text of each context
 */
record EventForm(
        @Nullable String type,
        @Nullable String environment,
        @Nullable String from,
        @Nullable String before,
        @Nullable String id,
        @Nullable String where,
        @Nullable String text) {

    /**
     * The filter.
     *
     * @param outbox whose events are wanted; null for any
     * @throws IllegalArgumentException if a part can't be read: which, and what it may be
     */
    EventFilter filter(Instant now, @Nullable String outbox) {
        String typed = Query.given(type);
        EventFilter filter = EventFilter.all()
                .withTypes(typed == null ? Set.of() : Set.of(typed))
                .withEnvironment(Query.given(environment))
                .withTime(PageTime.of(from, now), PageTime.of(before, now))
                .withEventId(eventId())
                .withOutbox(outbox)
                .throughText("true".equals(text));
        String conditions = Query.given(where);
        return conditions == null ? filter : filter.and(conditions);
    }

    private @Nullable Long eventId() {
        String given = Query.given(id);
        if (given == null) {
            return null;
        }
        try {
            return Long.parseLong(given);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + given + "' is no event id, must be a number as publish returns it", e);
        }
    }

    /** The form as the query of an address, without a question mark; empty if nothing is set. */
    public String query() {
        return new Query()
                .with("type", type)
                .with("environment", environment)
                .with("from", from)
                .with("before", before)
                .with("id", id)
                .with("where", where)
                .with("text", text)
                .toString();
    }

    /** The same for another time. */
    public String query(Instant since, Instant end) {
        return new EventForm(type, environment, since.toString(), end.toString(), id, where, text).query();
    }
}
