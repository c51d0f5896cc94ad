package dev.postrider.benchmarks.plain;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows of a batch in ClickHouse's RowBinary, and their ids. Not thread-safe. */
public final class PlainRows {
    /** What {@link #add} wants of an outbox table, in this order. */
    public static final String COLUMNS =
            "id, event_type, (extract(epoch FROM event_date_time) * 1000000)::bigint, environment,"
                    + " event_context::text, metadata_version";

    private static final int ONE_BYTE = 0x7f;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 18);
    private final List<Long> ids = new ArrayList<>();

    /** Takes the current row of a query for {@link #COLUMNS}. */
    public void add(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        ids.add(id);
        text(row.getString(2));
        number(row.getLong(3));
        text(row.getString(4));
        text(row.getString(5));
        number(row.getLong(6));
        number(id);
    }

    /** In the order in which they were added. */
    public List<Long> ids() {
        return ids;
    }

    byte[] bytes() {
        return bytes.toByteArray();
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
