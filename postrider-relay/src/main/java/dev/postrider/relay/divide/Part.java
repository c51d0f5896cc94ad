package dev.postrider.relay.divide;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * A part of a batch. The same number means the same rows of a batch, whoever asks.
 *
 * @param number 1 is the whole batch
 * @param rows ascending, one at least; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // a batch may have a million parts of one row
public record Part(int number, int[] rows) {
    static final int WHOLE = 1;

    /** The part that is the batch. */
    public static Part whole(int rows) {
        return new Part(WHOLE, IntStream.range(0, rows).toArray());
    }

    /** Whether it is one row. */
    public boolean isSingle() {
        return rows.length == 1;
    }

    /** Its first row. */
    public int first() {
        return rows[0];
    }

    /** Whether its rows follow one another without a gap. */
    public boolean isRange() {
        return rows[rows.length - 1] - rows[0] == rows.length - 1;
    }

    /** Its rows; a set of the caller's own. */
    public BitSet rowSet() {
        BitSet set = new BitSet(rows[rows.length - 1] + 1);
        for (int row : rows) {
            set.set(row);
        }
        return set;
    }
}
