package dev.postrider.relay.halve;

/**
 * A part of a batch: a node of the tree of its halves. The same number means the same rows of a batch, whoever asks.
 *
 * @param node 1 is the whole batch, the halves of n are 2n and 2n + 1
 * @param from the first row, from 0
 * @param to the row after the last
 */
public record Part(int node, int from, int to) {
    /** The part that is the batch. */
    public static Part whole(int rows) {
        return new Part(1, 0, rows);
    }

    /** The first half, the larger one if there is a larger one. */
    Part left() {
        return new Part(2 * node, from, middle());
    }

    /** The second half. */
    Part right() {
        return new Part(2 * node + 1, middle(), to);
    }

    private int middle() {
        return from + (to - from + 1) / 2;
    }

    /** Whether it is one row. */
    public boolean isSingle() {
        return to - from == 1;
    }

    boolean has(int row) {
        return from <= row && row < to;
    }
}
