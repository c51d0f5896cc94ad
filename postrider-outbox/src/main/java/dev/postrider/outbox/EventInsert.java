package dev.postrider.outbox;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The two statements that write events. Both leave id and txid to the database. */
final class EventInsert {

    private static final String ONE = """
            INSERT INTO postrider.event_outbox
              (event_type, event_date_time, environment, event_context, metadata_version, trace_parent)
            VALUES (?, COALESCE(?::timestamptz, clock_timestamp()), ?, ?::json, ?, ?)
            RETURNING id""";

    // The order is asked for, so PostgreSQL hands out the ids in it.
    private static final String MANY = """
            INSERT INTO postrider.event_outbox
              (event_type, event_date_time, environment, event_context, metadata_version, trace_parent)
            SELECT e.type, COALESCE(e.date_time::timestamptz, clock_timestamp()), e.environment, e.context::json, e.version, e.trace
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[])
                 WITH ORDINALITY AS e(type, date_time, environment, context, version, trace, place)
            ORDER BY e.place""";

    private EventInsert() {}

    /** Returns the event's id. */
    static long one(Connection connection, Event event) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ONE)) {
            insert.setString(1, event.type());
            insert.setString(2, iso(event));
            insert.setString(3, event.environment());
            insert.setString(4, event.context());
            insert.setLong(5, event.metadataVersion());
            insert.setString(6, event.traceParent());
            try (ResultSet result = insert.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    /** One round trip. */
    static void many(Connection connection, List<EventRow> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(MANY)) {
            insert.setArray(1, texts(connection, rows, Event::type));
            insert.setArray(2, texts(connection, rows, EventInsert::iso));
            insert.setArray(3, texts(connection, rows, Event::environment));
            insert.setArray(4, texts(connection, rows, Event::context));
            insert.setArray(
                    5,
                    connection.createArrayOf(
                            "int8",
                            rows.stream()
                                    .map(row -> row.event().metadataVersion())
                                    .toArray(Long[]::new)));
            insert.setArray(6, texts(connection, rows, Event::traceParent));
            insert.executeUpdate();
        }
    }

    private static Array texts(Connection connection, List<EventRow> rows, Function<Event, @Nullable String> column)
            throws SQLException {
        return connection.createArrayOf(
                "text", rows.stream().map(row -> column.apply(row.event())).toArray(String[]::new));
    }

    /** Null: the database's clock. */
    private static @Nullable String iso(Event event) {
        return event.dateTime() == null ? null : event.dateTime().toString();
    }
}
