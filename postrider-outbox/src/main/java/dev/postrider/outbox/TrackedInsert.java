package dev.postrider.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;

/**
 * The statement that writes one event and tells all that its publisher needs to ask for it later. A writer may read no column but the id,
 * so the time is made in the statement instead of by the column's default.
 */
final class TrackedInsert {
    private static final String INSERT = """
            WITH now AS MATERIALIZED (SELECT COALESCE(?::pg_catalog.timestamptz, pg_catalog.clock_timestamp()) AS at),
            written AS (
              INSERT INTO postrider.event_outbox
                (event_type, environment, event_context, metadata_version, trace_parent, event_date_time)
              SELECT ?, ?, ?::pg_catalog.json, ?, ?::pg_catalog.text, n.at FROM now n
              RETURNING id
            )
            SELECT w.id, n.at, pg_catalog.pg_current_xact_id()::pg_catalog.text, postrider.life() FROM written w, now n""";

    private TrackedInsert() {}

    static PublishedEvent one(Connection connection, Event event) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(
                    1, event.dateTime() == null ? null : event.dateTime().toString());
            insert.setString(2, event.type());
            insert.setString(3, event.environment());
            insert.setObject(4, event.context(), Types.OTHER);
            insert.setLong(5, event.metadataVersion());
            insert.setString(6, event.traceParent());
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return PublishedEvent.here(
                        connection,
                        row.getLong(1),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        Long.parseLong(row.getString(3)),
                        row.getString(4));
            }
        }
    }
}
