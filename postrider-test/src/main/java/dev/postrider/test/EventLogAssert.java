package dev.postrider.test;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on the events that have arrived in ClickHouse.
 *
 * <pre>{@code
 * EventLogAssert.assertThat(clickHouse)
 *         .awaitEvents(1, Duration.ofSeconds(5))
 *         .contains("user_created", "{\"email\":\"ada@example.org\"}")
 *         .hasNoDuplicates();
 * }</pre>
 */
public final class EventLogAssert extends AbstractAssert<EventLogAssert, ClickHouseDatabase> {
    private static final int SHOWN = 5;

    private final String table;

    private EventLogAssert(ClickHouseDatabase database, String table) {
        super(database, EventLogAssert.class);
        this.table = table;
    }

    /** The table {@code event_log} of a test's database; while it is missing there are no events. */
    public static EventLogAssert assertThat(ClickHouseDatabase database) {
        return new EventLogAssert(database, "event_log");
    }

    /** The same for an event log of another name. */
    public EventLogAssert inTable(String name) {
        return new EventLogAssert(actual, name);
    }

    /**
     * Waits until the event log holds this many events, and fails if there are more. An endpoint that does not answer is
     * asked again until the time is over.
     */
    public EventLogAssert awaitEvents(long count, Duration timeout) {
        try {
            Awaitility.await()
                    .atMost(timeout)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptions()
                    .until(() -> count() >= count);
        } catch (ConditionTimeoutException e) {
            // A slow look may have outlasted the time: what is there now decides.
            String found = describeCount();
            if (!found.matches("\\d+") || Long.parseLong(found) < count) {
                throw failure(
                        "expected %s events in %s within %s ms, but there are %s",
                        count, table, timeout.toMillis(), found);
            }
        }
        return hasEvents(count);
    }

    /** The event log holds exactly this many events now. */
    public EventLogAssert hasEvents(long count) {
        long found = count();
        if (found != count) {
            throw failureWithActualExpected(
                    found, count, "expected %s events in %s, but there are %s%s", count, table, found, duplicates());
        }
        return this;
    }

    /** Every event, told by {@code (outbox, event_id, event_date_time)}, is there once. */
    public EventLogAssert hasNoDuplicates() {
        String duplicates = duplicates();
        if (!duplicates.isEmpty()) {
            throw failure("expected every event of %s once%s", table, duplicates);
        }
        return this;
    }

    /** At least one event has this type and exactly this text as its context. */
    public EventLogAssert contains(String eventType, String contextText) {
        if (query("SELECT 1 FROM %s WHERE event_type = %s AND event_context = %s LIMIT 1"
                        .formatted(table, quoted(eventType), quoted(contextText)))
                .isEmpty()) {
            List<List<@Nullable String>> others = query(
                    "SELECT event_type, toString(event_context) FROM %s ORDER BY event_type = %s DESC, event_date_time DESC LIMIT %d"
                            .formatted(table, quoted(eventType), SHOWN));
            throw failure(
                    "expected an event %s with the context %s in %s, but there is none; some of its events: %s",
                    eventType, contextText, table, others);
        }
        return this;
    }

    /** No event of this type is there. */
    public EventLogAssert doesNotContain(String eventType) {
        List<List<@Nullable String>> found =
                query("SELECT toString(event_context) FROM %s WHERE event_type = %s LIMIT %d"
                        .formatted(table, quoted(eventType), SHOWN));
        if (!found.isEmpty()) {
            throw failure("expected no event %s in %s, but found %s", eventType, table, found);
        }
        return this;
    }

    private long count() {
        List<List<@Nullable String>> rows = query("SELECT toString(count()) FROM " + table);
        return rows.isEmpty() ? 0 : Long.parseLong(String.valueOf(rows.get(0).get(0)));
    }

    private String describeCount() {
        try {
            return Long.toString(count());
        } catch (IllegalStateException e) {
            return "unknown: " + e.getMessage();
        }
    }

    private String duplicates() {
        List<List<@Nullable String>> found = query(("SELECT outbox, event_id, event_date_time, count() AS times FROM %s"
                        + " GROUP BY outbox, event_id, event_date_time HAVING times > 1 ORDER BY event_id LIMIT %d")
                .formatted(table, SHOWN));
        return found.isEmpty() ? "" : "; more than once are (outbox, id, time, times): " + found;
    }

    /** No rows if the table is missing: the relay creates it when it starts. */
    private List<List<@Nullable String>> query(String sql) {
        boolean exists = actual.queryOne("EXISTS TABLE " + table).equals("1");
        return exists ? actual.query(sql) : List.of();
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
