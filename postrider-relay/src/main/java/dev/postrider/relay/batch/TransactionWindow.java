package dev.postrider.relay.batch;

/**
 * Consecutive transaction ids whose events are all in one leaf: the windows take the leaves in turn. Says what the partition key of
 * {@code event_outbox} says, in migration 1.
 */
public final class TransactionWindow {
    /** How many leaves the outbox has. */
    public static final int LEAVES = 8;

    private static final int BITS = 16;

    /** How many transactions a window has. */
    public static final long SIZE = 1L << BITS;

    private TransactionWindow() {}

    /** The number of the window that a transaction is in. */
    public static long of(long txid) {
        return txid >>> BITS;
    }

    /** The first transaction behind the window that a transaction is in. */
    public static long end(long txid) {
        return (of(txid) + 1) << BITS;
    }

    /** The leaf that holds a transaction's events. */
    public static int leaf(long txid) {
        return (int) (of(txid) % LEAVES);
    }
}
