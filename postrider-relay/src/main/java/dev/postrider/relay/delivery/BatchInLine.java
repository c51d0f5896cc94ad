package dev.postrider.relay.delivery;

import dev.postrider.relay.delivery.Delivery.Sent;
import dev.postrider.relay.memory.BatchMemory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A batch in its line, and what became of its slices. Its buffer is given back when the batch is acknowledged, or as soon as all that
 * is left of it waits for shards that are behind. Thread-safe.
 */
final class BatchInLine {
    private final Delivery delivery;
    private final BatchMemory.Share memory;
    private final List<Slice> slices;
    /** The shards that have not stored theirs yet. */
    private final Set<Integer> pending = new HashSet<>();

    private Sent sent = Sent.NOTHING;
    /** How many slices are sent from the buffer now. */
    private int begun;

    private boolean isParked;
    /** Its buffer is for others, as soon as no slice is sent from it. */
    private boolean leavesBuffer;

    private boolean isWaitedFor;
    private boolean hasBuffer = true;

    /** @param memory from which the delivery's buffer is */
    BatchInLine(Delivery delivery, BatchMemory.Share memory) {
        this.delivery = delivery;
        this.memory = memory;
        this.slices = Slice.of(delivery);
        slices.forEach(slice -> pending.add(slice.shard()));
        this.isWaitedFor = isPending();
        if (slices.isEmpty()) {
            delivery.sent().complete(Sent.NOTHING);
        }
    }

    Delivery delivery() {
        return delivery;
    }

    long batchNo() {
        return delivery.batchNo();
    }

    List<Slice> slices() {
        return slices;
    }

    /** A slice is to be sent now: whether it is in the buffer still. If so, {@link #ends} has to follow. */
    synchronized boolean begins() {
        begun += hasBuffer ? 1 : 0;
        return hasBuffer;
    }

    /** A slice is not sent from the buffer any more, whatever became of it. */
    synchronized void ends() {
        begun--;
        giveBackIfItMay();
    }

    /** A shard has stored its slice, but what it refused of it. */
    synchronized void stored(Slice slice, Sent ofSlice) {
        sent = sent.with(ofSlice);
        pending.remove(slice.shard());
        if (pending.isEmpty()) {
            delivery.sent().complete(sent);
        }
    }

    /** Sending a slice ended without an outcome, and with it the line. */
    void failed(Throwable reason) {
        delivery.sent().completeExceptionally(reason);
    }

    /** Whether a shard has not stored its slice. */
    synchronized boolean isPending() {
        return !pending.isEmpty();
    }

    synchronized boolean isParked() {
        return isParked;
    }

    /** What is left of it waits for shards that are behind, and is read again when it is their turn; or it waits for others like that. */
    synchronized void park() {
        isParked = true;
        leaveBuffer();
    }

    /** What is left of it is read again when it is its turn; it keeps its place. */
    synchronized void leaveBuffer() {
        leavesBuffer = true;
        giveBackIfItMay();
    }

    /** Whether others could have its buffer instead. */
    synchronized boolean keepsBuffer() {
        return hasBuffer && !leavesBuffer;
    }

    /** Smaller batches don't wait for it any more; false if they did not before. */
    synchronized boolean stopsBeingWaitedFor() {
        boolean was = isWaitedFor;
        isWaitedFor = false;
        return was;
    }

    private void giveBackIfItMay() {
        if (leavesBuffer && begun == 0) {
            giveBack();
        }
    }

    /** It is acknowledged. */
    synchronized void giveBack() {
        if (hasBuffer) {
            hasBuffer = false;
            memory.giveBack(delivery.buffer(), delivery.content().bytes());
        }
    }
}
