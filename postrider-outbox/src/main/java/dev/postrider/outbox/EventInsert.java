package dev.postrider.outbox;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** The statements that write events. All leave id and txid to the database. */
final class EventInsert {

    /** By the columns that the event needs: few, so that each connection's driver keeps them prepared. */
    private static final Map<EventColumns, String> ONE = new ConcurrentHashMap<>();

    // For events some of which bring a time and some of which don't, and for connections that are not the driver's own.
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
        EventColumns columns = EventColumns.of(event);
        try (PreparedStatement insert = connection.prepareStatement(ONE.computeIfAbsent(columns, EventInsert::one))) {
            insert.setString(1, event.type());
            insert.setString(2, event.environment());
            // OTHER: sent as the json that it will be, not as a text to be cast
            insert.setObject(3, event.context(), Types.OTHER);
            int parameter = 4;
            if (columns.versions()) {
                insert.setLong(parameter++, event.metadataVersion());
            }
            if (columns.traces()) {
                insert.setString(parameter++, event.traceParent());
            }
            if (columns.times()) {
                insert.setString(parameter, iso(event));
            }
            try (ResultSet result = insert.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private static String one(EventColumns columns) {
        return "INSERT INTO postrider.event_outbox (" + columns.names() + ") VALUES (?, ?, ?::json"
                + (columns.versions() ? ", ?" : "")
                + (columns.traces() ? ", ?" : "")
                + (columns.times() ? ", ?::timestamptz" : "")
                + ") RETURNING id";
    }

    /** Without waiting for the server in between. */
    static void many(Connection connection, List<EventRow> rows) throws SQLException {
        if (connection.isWrapperFor(PGConnection.class) && EventCopy.fits(rows)) {
            EventCopy.write(connection.unwrap(PGConnection.class), rows);
        } else {
            unnested(connection, rows);
        }
    }

    private static void unnested(Connection connection, List<EventRow> rows) throws SQLException {
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
