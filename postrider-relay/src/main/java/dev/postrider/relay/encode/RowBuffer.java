package dev.postrider.relay.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Encoded rows: their bytes in pieces of one size, so that it grows without copying and without asking for one large array,
 * and where each row begins and which event it is. Keeps its memory for the next batch. For one thread at a time.
 */
public final class RowBuffer {
    private static final int PIECE = 256 * 1024;
    private static final int FIRST_ROWS = 1024;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final List<byte[]> pieces = new ArrayList<>();
    private byte[] piece = new byte[0];
    private int at;
    /** How many pieces are in use; the last of them is {@code piece}. */
    private int used;

    private int rows;
    private long headerEnd;
    private long[] begins = new long[FIRST_ROWS];
    private long[] txids = new long[FIRST_ROWS];
    private long[] ids = new long[FIRST_ROWS];
    private long[] times = new long[FIRST_ROWS];
    private final Map<Integer, String> unfit = new TreeMap<>();

    /** Forgets the content and keeps the memory, up to the given number of bytes. */
    public void clear(long keepBytes) {
        rows = 0;
        headerEnd = 0;
        unfit.clear();
        while (pieces.size() > Math.max(1, keepBytes / PIECE)) {
            pieces.remove(pieces.size() - 1);
        }
        used = 0;
        piece = new byte[0];
        at = 0;
    }

    /** How many bytes were written. */
    public long length() {
        return used == 0 ? 0 : (long) (used - 1) * PIECE + at;
    }

    /** How many rows were written, those included that could not be encoded. */
    public int rows() {
        return rows;
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

    /** The rows that the sink's columns can't hold, and why; their bytes are left out. */
    public Map<Integer, String> unfit() {
        return unfit;
    }

    /** Writes everything. */
    public void writeTo(OutputStream out) throws IOException {
        write(out, 0, length());
    }

    /** Writes what stands before the rows. */
    public void writeHeader(OutputStream out) throws IOException {
        write(out, 0, headerEnd);
    }

    /** Writes the bytes of the rows from the first to the one before the last. */
    public void writeRows(OutputStream out, int from, int to) throws IOException {
        write(out, begin(from), begin(to));
    }

    /** How many bytes those rows have. */
    public long length(int from, int to) {
        return begin(to) - begin(from);
    }

    /** How many bytes stand before the rows. */
    public long headerLength() {
        return headerEnd;
    }

    private long begin(int row) {
        return row == rows ? length() : begins[row];
    }

    private void write(OutputStream out, long from, long to) throws IOException {
        long position = from;
        while (position < to) {
            int offset = (int) (position % PIECE);
            int now = (int) Math.min(to - position, PIECE - offset);
            out.write(pieces.get((int) (position / PIECE)), offset, now);
            position += now;
        }
    }

    void endHeader() {
        headerEnd = length();
    }

    void beginRow(long txid, long eventId, long time) {
        if (rows == begins.length) {
            int more = rows * 2;
            begins = Arrays.copyOf(begins, more);
            txids = Arrays.copyOf(txids, more);
            ids = Arrays.copyOf(ids, more);
            times = Arrays.copyOf(times, more);
        }
        begins[rows] = length();
        txids[rows] = txid;
        ids[rows] = eventId;
        times[rows] = time;
        rows++;
    }

    /** The newest row can't be encoded: forgets its bytes and keeps the reason. */
    void dropRow(String reason) {
        long begin = begins[rows - 1];
        used = (int) ((begin + PIECE - 1) / PIECE);
        at = (int) (begin - (long) Math.max(0, used - 1) * PIECE);
        piece = used == 0 ? new byte[0] : pieces.get(used - 1);
        unfit.put(rows - 1, reason);
    }

    void put(byte value) {
        if (at == piece.length) {
            nextPiece();
        }
        piece[at++] = value;
    }

    void put(byte[] source, int offset, int length) {
        if (length <= piece.length - at) {
            System.arraycopy(source, offset, piece, at, length);
            at += length;
        } else {
            putInPieces(source, offset, length);
        }
    }

    private void putInPieces(byte[] source, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (at == piece.length) {
                nextPiece();
            }
            int now = Math.min(left, piece.length - at);
            System.arraycopy(source, from, piece, at, now);
            at += now;
            from += now;
            left -= now;
        }
    }

    /** Little-endian, as RowBinary wants it. */
    void putNumber(long value, int bytes) {
        if (bytes == Long.BYTES && piece.length - at >= Long.BYTES) {
            LONG.set(piece, at, value);
            at += Long.BYTES;
            return;
        }
        long rest = value;
        for (int i = 0; i < bytes; i++) {
            put((byte) rest);
            rest >>>= 8;
        }
    }

    /** LEB128, as RowBinary wants it before a string. */
    void putLength(int length) {
        int rest = length;
        while (rest > 0x7f) {
            put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        put((byte) rest);
    }

    private void nextPiece() {
        if (used == pieces.size()) {
            pieces.add(new byte[PIECE]);
        }
        piece = pieces.get(used++);
        at = 0;
    }
}
