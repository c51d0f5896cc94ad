package dev.postrider.relay.encode;

import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.content.EventField;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Encoded rows, column by column, and which event each row is. Any of the rows can be written as a block of ClickHouse's
 * Native format. Keeps its memory for the next batch. For one thread at a time.
 *
 * @see <a href="https://clickhouse.com/docs/interfaces/formats/Native">Native</a>
 */
public final class RowBuffer {
    private static final int FIRST_ROWS = 1024;

    private @Nullable RowLayout layout;
    private List<NamedColumn> columns = List.of();

    private int rows;
    private long[] txids = new long[FIRST_ROWS];
    private long[] ids = new long[FIRST_ROWS];
    private long[] times = new long[FIRST_ROWS];
    private final Map<Integer, String> unfit = new TreeMap<>();

    /** Forgets the content and keeps the memory, up to the given number of bytes a column. */
    public void clear(long keepBytes) {
        rows = 0;
        unfit.clear();
        columns.forEach(column -> column.values().clear(keepBytes));
    }

    /** How many rows were added, those included that could not be encoded. */
    public int rows() {
        return rows;
    }

    /** Every row; a set of the caller's own. */
    public BitSet allRows() {
        BitSet all = new BitSet(rows);
        all.set(0, rows);
        return all;
    }

    /** The transaction that published a row's event. */
    public long txid(int row) {
        return txids[row];
    }

    /** A row's event id. */
    public long eventId(int row) {
        return ids[row];
    }

    /** A row's {@code event_date_time} in microseconds since 1970. */
    public long time(int row) {
        return times[row];
    }

    /** The rows whose events have the type of this row's. */
    public BitSet alike(int row) {
        for (NamedColumn column : columns) {
            if (column.column().field() == EventField.EVENT_TYPE) {
                EncodedColumn values =
                        column.values() instanceof OptionalColumn optional ? optional.values() : column.values();
                return ((Texts) values).alike(row);
            }
        }
        throw new IllegalStateException("every event log has the column event_type");
    }

    /** The rows that the sink's columns can't hold, and why. They are not to be written. */
    public Map<Integer, String> unfit() {
        return unfit;
    }

    /** Writes some of the rows as one block: what the columns are, and then column by column. */
    public void writeTo(OutputStream out, BitSet which) throws IOException {
        writeBytes(out, head(which));
        for (NamedColumn column : columns) {
            writeBytes(out, column.head());
            column.values().writeTo(out, which);
        }
    }

    /** How many bytes {@link #writeTo} writes. */
    public long length(BitSet which) {
        long length = head(which).length();
        for (NamedColumn column : columns) {
            length += column.head().length() + column.values().length(which);
        }
        return length;
    }

    private GrowingBytes head(BitSet which) {
        GrowingBytes head = new GrowingBytes();
        head.putLength(columns.size());
        head.putLength(which.cardinality());
        return head;
    }

    private static void writeBytes(OutputStream out, GrowingBytes bytes) throws IOException {
        bytes.writeTo(out, 0, bytes.length());
    }

    /** The columns for a layout, empty; those that the buffer has if they are of the same layout. */
    List<NamedColumn> begin(RowLayout wanted) {
        if (!wanted.equals(layout)) {
            layout = wanted;
            columns = wanted.columns().stream().map(NamedColumn::of).toList();
        }
        return columns;
    }

    void beginRow(long txid, long eventId, long time) {
        if (rows == txids.length) {
            int more = rows * 2;
            txids = Arrays.copyOf(txids, more);
            ids = Arrays.copyOf(ids, more);
            times = Arrays.copyOf(times, more);
        }
        txids[rows] = txid;
        ids[rows] = eventId;
        times[rows] = time;
        rows++;
    }

    /** The newest row can't be encoded. */
    void unfitRow(String reason) {
        unfit.put(rows - 1, reason);
    }
}
