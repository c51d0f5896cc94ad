package dev.postrider.relay.batch;

/**
 * A frozen batch: the events that {@code seenTo} sees and {@code seenFrom} does not, in the order of {@link Position}, after
 * {@code start} and up to the bounds. Whoever reads it, whenever, reads the same rows.
 *
 * @param batchNo its number in the ledger, without gaps
 * @param seenFrom the old snapshot: what it sees was delivered before
 * @param seenTo the new snapshot
 * @param start where the batch begins, exclusive
 * @param bounds how much it may hold
 * @param shards over how many shards of the event log it is spread, see {@link Shards}
 */
public record BatchPlan(
        long batchNo, Snapshot seenFrom, Snapshot seenTo, Position start, BatchBounds bounds, int shards) {
    /** For one shard. */
    public BatchPlan(long batchNo, Snapshot seenFrom, Snapshot seenTo, Position start, BatchBounds bounds) {
        this(batchNo, seenFrom, seenTo, start, bounds, 1);
    }

    /** Spread over so many shards. */
    public BatchPlan over(int number) {
        return new BatchPlan(batchNo, seenFrom, seenTo, start, bounds, number);
    }

    /** With this new snapshot. */
    public BatchPlan seeing(Snapshot now) {
        return new BatchPlan(batchNo, seenFrom, now, start, bounds, shards);
    }

    /**
     * The plan that goes on where this one ended within the same pair of snapshots.
     *
     * @param end where this batch's rows ended
     */
    public BatchPlan rest(Position end, BatchBounds nextBounds) {
        return new BatchPlan(batchNo + 1, seenFrom, seenTo, end, nextBounds);
    }

    /** The plan of everything that became visible since this one's pair of snapshots was read to its end. */
    public BatchPlan next(Snapshot now, BatchBounds nextBounds) {
        return new BatchPlan(batchNo + 1, seenTo, now, Position.START, nextBounds);
    }

    /** The plan of an outbox's first batch. */
    public static BatchPlan first(Snapshot now, BatchBounds bounds) {
        return new BatchPlan(1, Snapshot.NOTHING, now, Position.START, bounds);
    }
}
