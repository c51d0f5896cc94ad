package dev.postrider.benchmarks.plain;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A relay that keeps its books in the events' own rows: takes some, stores them in ClickHouse, and writes to each that it is done.
 * As well made as such a relay can be, apart from the promise: what it had stored when it dies, it stores again.
 */
public final class RowRelay {
    /** What rows are made of, in this order. */
    private static final String COLUMNS =
            "id, event_type, (extract(epoch FROM event_date_time) * 1000000)::bigint, environment,"
                    + " event_context::text, metadata_version";

    private final Connection connection;
    private final PlainEventLog eventLog;
    private final String take;
    private final String done;

    /**
     * @param connection with a commit for each statement, or else each batch is one transaction
     * @param take what follows the columns in the SELECT that takes a batch
     * @param done a statement for all ids of a batch
     */
    public RowRelay(Connection connection, PlainEventLog eventLog, String take, String done) {
        this.connection = connection;
        this.eventLog = eventLog;
        this.take = "SELECT " + COLUMNS + " " + take;
        this.done = done;
    }

    /** Delivers a batch and gives its ids. */
    public List<Long> deliver() throws Exception {
        Rows rows = new Rows();
        try (PreparedStatement select = connection.prepareStatement(take);
                ResultSet result = select.executeQuery()) {
            while (result.next()) {
                rows.add(result);
            }
        }
        if (!rows.ids.isEmpty()) {
            eventLog.insert(rows.bytes.toByteArray(), rows.ids.size());
            try (PreparedStatement put = connection.prepareStatement(done)) {
                put.setArray(1, connection.createArrayOf("bigint", rows.ids.toArray()));
                put.executeUpdate();
            }
        }
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
        return rows.ids;
    }

    /** Rows of a batch in ClickHouse's RowBinary, and their ids. */
    private static final class Rows {
        private static final int ONE_BYTE = 0x7f;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 18);
        private final List<Long> ids = new ArrayList<>();

        /** Takes the current row of a query for {@link #COLUMNS}. */
        void add(ResultSet row) throws SQLException {
            long id = row.getLong(1);
            ids.add(id);
            text(row.getString(2));
            number(row.getLong(3));
            text(row.getString(4));
            text(row.getString(5));
            number(row.getLong(6));
            number(id);
        }

        private void text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            int length = utf8.length;
            while (length > ONE_BYTE) {
                bytes.write((length & ONE_BYTE) | (ONE_BYTE + 1));
                length >>>= 7;
            }
            bytes.write(length);
            bytes.writeBytes(utf8);
        }

        private void number(long value) {
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                bytes.write((int) (value >>> shift));
            }
        }
    }
}
