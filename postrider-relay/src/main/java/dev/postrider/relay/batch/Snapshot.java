package dev.postrider.relay.batch;

import java.util.Arrays;

/**
 * What a PostgreSQL snapshot sees: every transaction below {@code xmax} that had ended when it was taken.
 *
 * <p>The text form is PostgreSQL's own, {@code xmin:xmax:xip,xip,…}. Instances are immutable.
 */
public final class Snapshot {
    /** Sees nothing: the old snapshot of an outbox's first batch. Transaction ids of ordinary transactions begin at 3. */
    public static final Snapshot NOTHING = new Snapshot(3, 3, new long[0]);

    private final long xmin;
    private final long xmax;
    private final long[] inProgress;

    private Snapshot(long xmin, long xmax, long[] inProgress) {
        this.xmin = xmin;
        this.xmax = xmax;
        this.inProgress = inProgress;
    }

    /**
     * Reads PostgreSQL's text form.
     *
     * @throws IllegalArgumentException if the text is not a snapshot
     */
    public static Snapshot parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a PostgreSQL snapshot: '" + text + "'");
        }
        long[] inProgress = parts[2].isEmpty()
                ? new long[0]
                : Arrays.stream(parts[2].split(","))
                        .mapToLong(Long::parseUnsignedLong)
                        .sorted()
                        .toArray();
        return new Snapshot(Long.parseUnsignedLong(parts[0]), Long.parseUnsignedLong(parts[1]), inProgress);
    }

    /** Every transaction below had ended. */
    public long xmin() {
        return xmin;
    }

    /** The first transaction id that the snapshot does not see, whatever became of it. */
    public long xmax() {
        return xmax;
    }

    /** The transactions below {@code xmax} that were in progress, ascending; a copy. */
    public long[] inProgress() {
        return inProgress.clone();
    }

    /** Whether the transaction had ended, one way or the other, when the snapshot was taken. */
    public boolean sees(long txid) {
        return txid < xmin || (txid < xmax && Arrays.binarySearch(inProgress, txid) < 0);
    }

    /** The transactions that were in progress here and had ended by the time of the later snapshot, ascending. */
    public long[] endedBy(Snapshot later) {
        return Arrays.stream(inProgress).filter(later::sees).toArray();
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder().append(xmin).append(':').append(xmax).append(':');
        for (int i = 0; i < inProgress.length; i++) {
            text.append(i == 0 ? "" : ",").append(inProgress[i]);
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Snapshot that
                && xmin == that.xmin
                && xmax == that.xmax
                && Arrays.equals(inProgress, that.inProgress);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(xmin) * 31 + Long.hashCode(xmax);
    }
}
