package dev.postrider.relay.tools.events;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.sink.search.SearchedTable;
import dev.postrider.relay.sink.server.Literal;
import dev.postrider.relay.sink.server.SinkException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Statements over one event log, whatever columns it has. Whatever a person typed stands in them as a quoted literal, so that what
 * is shown to be copied is what runs. The columns themselves stand on the left of comparisons: keys and partitions are of use only so.
 */
final class EventSql {
    /** What a person and an export get, in this order. */
    private static final List<String> COLUMNS = List.of(
            "event_date_time",
            "event_type",
            "environment",
            "metadata_version",
            "event_id",
            "outbox",
            "trace_parent",
            "event_context");

    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The last time that a column with nanoseconds holds. */
    private static final Instant LAST_OF_NANOSECONDS = Instant.parse("2262-04-11T23:47:16.854775Z");

    private static final int NANOSECONDS = 9;

    private final SearchedTable table;

    EventSql(SearchedTable table) {
        this.table = table;
    }

    String table() {
        return table.name();
    }

    /** What a filter says, as a condition. */
    String which(EventFilter filter) throws SinkException {
        List<String> all = new ArrayList<>();
        if (!filter.types().isEmpty()) {
            all.add(column("event_type") + " IN ("
                    + filter.sortedTypes().stream().map(Literal::of).collect(Collectors.joining(", ")) + ")");
        }
        all.addAll(time(filter.since(), filter.before()));
        if (filter.environment() != null) {
            all.add(column("environment") + " = " + Literal.of(filter.environment()));
        }
        if (filter.outbox() != null) {
            all.add(column("outbox") + " = " + Literal.of(filter.outbox()));
        }
        if (filter.eventId() != null) {
            all.add(column("event_id") + " = " + filter.eventId());
        }
        ConditionSql conditions = new ConditionSql(table, filter.isThroughText());
        filter.conditions().forEach(condition -> all.add("(" + conditions.of(condition) + ")"));
        return all.isEmpty() ? "true" : String.join("\n  AND ", all);
    }

    private String column(String name) throws SinkException {
        if (!table.has(name)) {
            throw new SinkException("the table " + table.database() + "." + table.table() + " has no column " + name
                    + ", so events can't be told apart by it; leave it out, or add the column (docs/event-log.md)");
        }
        return name;
    }

    private List<String> time(@Nullable Instant since, @Nullable Instant before) {
        List<String> all = new ArrayList<>();
        if (since != null) {
            all.add("event_date_time >= " + literal(since));
        }
        if (before != null) {
            all.add("event_date_time < " + literal(before));
        }
        return all;
    }

    /** A time beyond what the column holds must not be compared with. */
    private String literal(Instant time) {
        Instant possible = EventTime.nearest(time);
        if (table.timePrecision() == NANOSECONDS && possible.isAfter(LAST_OF_NANOSECONDS)) {
            possible = LAST_OF_NANOSECONDS;
        }
        return "toDateTime64('" + MICROSECONDS.format(possible) + "', 6, 'UTC')";
    }

    /** That an event comes after another one, the newest first. */
    String after(EventKey key) {
        String time = literal(EventTime.ofMicros(key.micros()));
        String sameTime = timeInOrder() + " = " + (isPlainTime() ? time : Long.toString(key.micros()));
        String earlier = timeInOrder() + " < " + (isPlainTime() ? time : Long.toString(key.micros()));
        return "event_date_time <= " + upTo(key) + " AND (" + earlier + " OR " + sameTime + " AND (" + outbox() + " < "
                + Literal.of(key.outbox()) + " OR " + outbox() + " = " + Literal.of(key.outbox()) + " AND " + id()
                + " < " + key.id() + "))";
    }

    private String upTo(EventKey key) {
        // finer than a microsecond, it may be a little later
        return literal(EventTime.ofMicros(isPlainTime() ? key.micros() : key.micros() + 1));
    }

    private boolean isPlainTime() {
        return table.is("event_date_time", "DateTime64(6, 'UTC')");
    }

    String micros() {
        return isPlainTime()
                ? "toUnixTimestamp64Micro(event_date_time)"
                : "assumeNotNull(toUnixTimestamp64Micro(toDateTime64(ifNull(event_date_time, toDateTime64(0, 6)), 6)))";
    }

    /** The first or the last time. */
    String microsOf(String function) {
        return isPlainTime()
                ? "toUnixTimestamp64Micro(" + function + "(event_date_time))"
                : function + "(" + micros() + ")";
    }

    private String timeInOrder() {
        return isPlainTime() ? "event_date_time" : micros();
    }

    private String outbox() {
        return text("outbox");
    }

    private String id() {
        return table.has("event_id")
                ? "toInt64(ifNull(event_id, 0))"
                : "reinterpretAsInt64(sipHash64(" + text("event_type") + ", " + text("event_context") + "))";
    }

    String type() {
        return text("event_type");
    }

    String version() {
        return table.has("metadata_version") ? "toInt64(ifNull(metadata_version, 0))" : "toInt64(0)";
    }

    String context() {
        return text("event_context");
    }

    private String text(String column) {
        boolean isText = table.is(column, "String") || table.is(column, "LowCardinality(String)");
        return isText ? column : table.has(column) ? "ifNull(toString(" + column + "), '')" : "''";
    }

    /** A page's rows: {@link EventRows} reads them. */
    String page(String which, int most) {
        return "SELECT " + micros() + ", " + outbox() + ", " + id() + ", " + type() + ", " + text("environment") + ", "
                + version() + ", " + text("trace_parent") + ", " + context()
                + "\nFROM " + table.name() + "\nWHERE " + which + "\nORDER BY " + newestFirst() + "\nLIMIT " + most;
    }

    String newestFirst() {
        return Stream.of(timeInOrder(), table.has("outbox") ? outbox() : "", id())
                .filter(expression -> !expression.isEmpty())
                .map(expression -> expression + " DESC")
                .collect(Collectors.joining(", "));
    }

    /** For a person to copy. */
    String shown(String which, int most) {
        return select() + "\nWHERE " + which + "\nORDER BY "
                + Stream.of("event_date_time", "outbox", "event_id")
                        .filter(table::has)
                        .map(column -> column + " DESC")
                        .collect(Collectors.joining(", "))
                + "\nLIMIT " + most;
    }

    /** All of them in the order of the table, so that they need not be sorted. Times are in UTC, whatever zone the column has. */
    String export(String which, String format) {
        String inner = select() + "\nWHERE " + which
                + (table.sortingKey().isEmpty() ? "" : "\nORDER BY " + table.sortingKey());
        if (!table.isInUtc()) {
            inner = "SELECT * REPLACE (toTimeZone(event_date_time, 'UTC') AS event_date_time) FROM (\n" + inner + ")";
        }
        return inner + "\nFORMAT " + format;
    }

    private String select() {
        return "SELECT " + COLUMNS.stream().filter(table::has).collect(Collectors.joining(", ")) + "\nFROM "
                + table.name();
    }
}
