package dev.postrider.relay.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of encoded rows, in pieces of one size: it grows without copying and without asking for one large array, and keeps
 * its pieces for the next batch. For one thread at a time.
 */
public final class RowBuffer {
    private static final int PIECE = 256 * 1024;

    private final List<byte[]> pieces = new ArrayList<>();
    private byte[] piece = new byte[0];
    private int at;
    /** How many pieces are in use; the last of them is {@code piece}. */
    private int used;

    /** Forgets the content and keeps the memory, up to the given number of bytes. */
    public void clear(long keepBytes) {
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

    /** Writes the content. */
    public void writeTo(OutputStream out) throws IOException {
        for (int i = 0; i < used; i++) {
            out.write(pieces.get(i), 0, i == used - 1 ? at : PIECE);
        }
    }

    void put(byte value) {
        if (at == piece.length) {
            nextPiece();
        }
        piece[at++] = value;
    }

    void put(byte[] source, int offset, int length) {
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
