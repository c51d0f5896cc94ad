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

    /** By the columns that at least one of the events needs. */
    private static final Map<EventColumns, String> MANY = new ConcurrentHashMap<>();

    /** For fewer, preparing a COPY costs the server more than it saves: about even at 100 to 150. */
    private static final int COPY_ROWS = 200;

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

    /** In one statement. */
    static void many(Connection connection, List<EventRow> rows) throws SQLException {
        if (rows.size() >= COPY_ROWS && EventCopy.fits(rows) && connection.isWrapperFor(PGConnection.class)) {
            EventCopy.write(connection.unwrap(PGConnection.class), rows);
        } else {
            unnested(connection, rows);
        }
    }

    private static void unnested(Connection connection, List<EventRow> rows) throws SQLException {
        EventColumns columns = EventColumns.of(rows);
        try (PreparedStatement insert = connection.prepareStatement(MANY.computeIfAbsent(columns, EventInsert::many))) {
            insert.setArray(1, texts(connection, rows, Event::type));
            insert.setArray(2, texts(connection, rows, Event::environment));
            insert.setArray(3, texts(connection, rows, Event::context));
            int parameter = 4;
            if (columns.versions()) {
                insert.setArray(parameter++, versions(connection, rows));
            }
            if (columns.traces()) {
                insert.setArray(parameter++, texts(connection, rows, Event::traceParent));
            }
            if (columns.times()) {
                insert.setArray(parameter, texts(connection, rows, EventInsert::iso));
            }
            insert.executeUpdate();
        }
    }

    /** The order is asked for, so PostgreSQL hands out the ids in it. */
    private static String many(EventColumns columns) {
        return "INSERT INTO postrider.event_outbox (" + columns.names() + ")"
                + " SELECT e.event_type, e.environment, e.event_context::json"
                + (columns.versions() ? ", e.metadata_version" : "")
                + (columns.traces() ? ", e.trace_parent" : "")
                + (columns.times() ? ", COALESCE(e.event_date_time::timestamptz, clock_timestamp())" : "")
                + " FROM unnest(?::text[], ?::text[], ?::text[]"
                + (columns.versions() ? ", ?::bigint[]" : "")
                + (columns.traces() ? ", ?::text[]" : "")
                + (columns.times() ? ", ?::text[]" : "")
                + ") WITH ORDINALITY AS e(" + columns.names() + ", place) ORDER BY e.place";
    }

    private static Array versions(Connection connection, List<EventRow> rows) throws SQLException {
        return connection.createArrayOf(
                "int8", rows.stream().map(row -> row.event().metadataVersion()).toArray(Long[]::new));
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
