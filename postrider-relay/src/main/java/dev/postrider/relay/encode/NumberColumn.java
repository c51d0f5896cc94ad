package dev.postrider.relay.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;

/** Numbers of one width, little-endian. */
final class NumberColumn implements EncodedColumn {
    private final GrowingBytes values = new GrowingBytes();
    private final int bytes;

    /** @param bytes the width: 1, 2, 4, 8, 16 or 32 */
    NumberColumn(int bytes) {
        this.bytes = bytes;
    }

    void add(long value) {
        values.putNumber(value, bytes);
    }

    @Override
    public void writeTo(OutputStream out, BitSet rows) throws IOException {
        for (int from = rows.nextSetBit(0); from >= 0; ) {
            int to = rows.nextClearBit(from);
            values.writeTo(out, (long) from * bytes, (long) to * bytes);
            from = rows.nextSetBit(to);
        }
    }

    @Override
    public long length(BitSet rows) {
        return (long) rows.cardinality() * bytes;
    }

    @Override
    public void clear(long keepBytes) {
        values.clear(keepBytes);
    }
}
