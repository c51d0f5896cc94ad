package dev.postrider.relay.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes in pieces of one size, so that they grow without copying and without asking for one large array. Keeps its memory when
 * it is cleared. For one thread at a time.
 */
final class GrowingBytes {
    /** A small one: each column of each batch on its way has one at least. A power of two. */
    private static final int PIECE = 32 * 1024;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final List<byte[]> pieces = new ArrayList<>();
    private byte[] piece = new byte[0];
    private int at;
    /** How many pieces are in use; the last of them is {@code piece}. */
    private int used;

    /** Forgets the content and keeps the memory, up to the given number of bytes. */
    void clear(long keepBytes) {
        long keep = Math.max(1, keepBytes / PIECE);
        if (pieces.size() > keep) {
            pieces.subList((int) keep, pieces.size()).clear();
        }
        used = 0;
        piece = new byte[0];
        at = 0;
    }

    long length() {
        return used == 0 ? 0 : (long) (used - 1) * PIECE + at;
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

    /** Little-endian; beyond eight bytes the number's sign is taken for positive. */
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

    /** LEB128, as ClickHouse wants it before a string. */
    void putLength(int length) {
        int rest = length;
        while (rest > 0x7f) {
            put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        put((byte) rest);
    }

    /** A text with its length before it. */
    void putText(byte[] source, int offset, int length) {
        putLength(length);
        put(source, offset, length);
    }

    /** Writes the bytes from one position to the one before another. */
    void writeTo(OutputStream out, long from, long to) throws IOException {
        long position = from;
        while (position < to) {
            int offset = (int) (position % PIECE);
            int now = (int) Math.min(to - position, PIECE - offset);
            out.write(pieces.get((int) (position / PIECE)), offset, now);
            position += now;
        }
    }

    /** Whether as many bytes from the one position on are those from the other. */
    boolean equal(long one, long other, long length) {
        for (long i = 0; i < length; i++) {
            if (at(one + i) != at(other + i)) {
                return false;
            }
        }
        return true;
    }

    private byte at(long position) {
        return pieces.get((int) (position / PIECE))[(int) (position % PIECE)];
    }

    private void nextPiece() {
        if (used == pieces.size()) {
            pieces.add(new byte[PIECE]);
        }
        piece = pieces.get(used++);
        at = 0;
    }
}
