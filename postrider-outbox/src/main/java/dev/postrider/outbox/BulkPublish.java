package dev.postrider.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** One call of {@code publishAll}: encodes ahead, then writes in chunks; all or none. */
final class BulkPublish {

    /** One statement takes at most so many events, and about so much context. */
    private static final int CHUNK_ROWS = 1_000;

    private static final long CHUNK_BYTES = 1 << 20;

    /** So much is encoded before the first event is written; what fits needs no savepoint. */
    static final int AHEAD_ROWS = 20_000;

    static final long AHEAD_BYTES = 16 << 20;

    private final Connection connection;
    private final EventEncoder encoder;
    private final Iterator<?> events;
    private long encoded;
    private long written;

    BulkPublish(Connection connection, EventEncoder encoder, Iterator<?> events) {
        this.connection = connection;
        this.encoder = encoder;
        this.events = events;
    }

    /** Returns how many events were written. */
    long run() throws SQLException {
        List<EventRow> ahead = encode(AHEAD_ROWS, AHEAD_BYTES);
        if (!events.hasNext()) {
            writeInChunks(ahead);
            return written;
        }
        Savepoint before = connection.setSavepoint();
        try {
            writeInChunks(ahead);
            ahead.clear();
            while (events.hasNext()) {
                EventInsert.many(connection, count(encode(CHUNK_ROWS, CHUNK_BYTES)));
            }
        } catch (Throwable e) {
            undo(before, e);
            throw e;
        }
        connection.releaseSavepoint(before);
        return written;
    }

    private List<EventRow> encode(int maxRows, long maxBytes) {
        List<EventRow> rows = new ArrayList<>();
        long bytes = 0;
        while (rows.size() < maxRows && bytes < maxBytes && events.hasNext()) {
            Object event = events.next();
            try {
                EventRow row = encoder.encode(event);
                rows.add(row);
                bytes += row.contextBytes();
            } catch (InvalidEventException e) {
                throw e.at(encoded);
            }
            encoded++;
        }
        return rows;
    }

    private void writeInChunks(List<EventRow> rows) throws SQLException {
        int from = 0;
        long bytes = 0;
        for (int to = 0; to < rows.size(); to++) {
            if (to - from == CHUNK_ROWS || (to > from && bytes >= CHUNK_BYTES)) {
                EventInsert.many(connection, count(rows.subList(from, to)));
                from = to;
                bytes = 0;
            }
            bytes += rows.get(to).contextBytes();
        }
        if (from < rows.size()) {
            EventInsert.many(connection, count(rows.subList(from, rows.size())));
        }
    }

    private List<EventRow> count(List<EventRow> rows) {
        written += rows.size();
        return rows;
    }

    private void undo(Savepoint before, Throwable cause) {
        try {
            connection.rollback(before);
        } catch (SQLException e) {
            // the caller learns why the events were refused, and that the connection is lost as well
            cause.addSuppressed(e);
        }
    }
}
