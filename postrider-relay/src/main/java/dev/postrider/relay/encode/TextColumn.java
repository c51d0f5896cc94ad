package dev.postrider.relay.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.BitSet;

/** Texts, each with its length before it. */
final class TextColumn implements Texts {
    private static final int FIRST_ROWS = 1024;

    private final GrowingBytes values = new GrowingBytes();
    private long[] ends = new long[FIRST_ROWS];
    private int rows;

    @Override
    public void add(byte[] source, int offset, int length) {
        values.putText(source, offset, length);
        if (rows == ends.length) {
            ends = Arrays.copyOf(ends, rows * 2);
        }
        ends[rows++] = values.length();
    }

    private long begin(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    @Override
    public BitSet alike(int row) {
        BitSet alike = new BitSet(rows);
        long length = ends[row] - begin(row);
        for (int other = 0; other < rows; other++) {
            alike.set(other, ends[other] - begin(other) == length && values.equal(begin(row), begin(other), length));
        }
        return alike;
    }

    @Override
    public void writeTo(OutputStream out, BitSet which) throws IOException {
        for (int from = which.nextSetBit(0); from >= 0; ) {
            int to = which.nextClearBit(from);
            values.writeTo(out, begin(from), begin(to));
            from = which.nextSetBit(to);
        }
    }

    @Override
    public long length(BitSet which) {
        long length = 0;
        for (int from = which.nextSetBit(0); from >= 0; ) {
            int to = which.nextClearBit(from);
            length += begin(to) - begin(from);
            from = which.nextSetBit(to);
        }
        return length;
    }

    @Override
    public void clear(long keepBytes) {
        values.clear(keepBytes);
        rows = 0;
    }
}
