package dev.postrider.relay.divide;

import java.util.BitSet;

/**
 * A part of a batch, or of what goes to one shard of it. The same number means the same rows, whoever asks.
 *
 * @param number 1 is the whole
 * @param rows ascending, one at least; not to be changed
 * @param name the rows for which the part's token stands: its own, or those of a larger part that it was the first of
 */
@SuppressWarnings("ArrayRecordComponent") // a batch may have a million parts of one row
public record Part(int number, int[] rows, int[] name) {
    static final int WHOLE = 1;

    /** Under a token of its own. */
    Part(int number, int[] rows) {
        this(number, rows, rows);
    }

    /** The part that is all rows. */
    public static Part whole(BitSet rows) {
        return new Part(WHOLE, rows.stream().toArray());
    }

    /** Whether it is one row. */
    public boolean isSingle() {
        return rows.length == 1;
    }

    /** Its first row. */
    public int first() {
        return rows[0];
    }

    /** Whether it is sent under the token of a larger part. */
    public boolean standsForMore() {
        return name.length > rows.length;
    }

    /** Its rows; a set of the caller's own. */
    public BitSet rowSet() {
        return set(rows);
    }

    /** The rows for which its token stands; a set of the caller's own. */
    public BitSet nameSet() {
        return set(name);
    }

    private static BitSet set(int[] rows) {
        BitSet set = new BitSet(rows[rows.length - 1] + 1);
        for (int row : rows) {
            set.set(row);
        }
        return set;
    }
}
