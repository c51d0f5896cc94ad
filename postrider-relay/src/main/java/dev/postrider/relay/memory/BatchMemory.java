package dev.postrider.relay.memory;

import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.encode.RowBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The memory for batches on their way: how many bytes there may be at once, and buffers to be used again.
 *
 * <p>One relay has its own, and never waits for it. Many in one process share one: most of them have next to nothing to do most
 * of the time, but after an outage of ClickHouse all of them have a backlog. Who wants to read a batch waits until there is room
 * for the largest, in the order of coming, and gives back what the batch did not need as soon as it was read. Thread-safe.
 */
public final class BatchMemory {
    private static final int UNIT = 64 * 1024;
    private static final int SHARED_BUFFERS = 4;
    private static final long KEPT_BYTES = 1024 * 1024;

    private final Semaphore units;
    private final long batchBytes;
    private final int largest;
    private final long keptBytes;
    private final int keptBuffers;
    private final Deque<RowBuffer> buffers = new ArrayDeque<>();

    private BatchMemory(int units, BatchBounds bounds, long keptBytes, int keptBuffers) {
        this.units = new Semaphore(units, true);
        this.batchBytes = bounds.bytes();
        this.largest = units(batchBytes);
        this.keptBytes = keptBytes;
        this.keptBuffers = keptBuffers;
    }

    /** A relay's own: its limit is the number of its batches on their way. */
    public static BatchMemory ofOne(BatchBounds bounds) {
        return new BatchMemory(Integer.MAX_VALUE, bounds, bounds.bytes(), Integer.MAX_VALUE);
    }

    /**
     * That of many relays.
     *
     * @param bytes how many there may be at once, by the size of events as read from PostgreSQL; raised to the largest batch if
     *     it is less
     * @param bounds the limits that each of the relays has for a batch
     */
    public static BatchMemory shared(long bytes, BatchBounds bounds) {
        return new BatchMemory(units(Math.max(bytes, bounds.bytes())), bounds, KEPT_BYTES, SHARED_BUFFERS);
    }

    private static int units(long bytes) {
        return Math.toIntExact((bytes + UNIT - 1) / UNIT);
    }

    /** How many bytes could be taken now. */
    long free() {
        return (long) units.availablePermits() * UNIT;
    }

    private synchronized RowBuffer buffer() {
        RowBuffer used = buffers.poll();
        return used == null ? new RowBuffer() : used;
    }

    private synchronized void keep(RowBuffer buffer) {
        if (buffers.size() < keptBuffers) {
            buffer.clear(keptBytes);
            buffers.push(buffer);
        }
    }

    /** What one line uses of it. Thread-safe; closed with the line, which gives back whatever is left. */
    public final class Share implements AutoCloseable {
        private int taken;

        /** How many bytes the largest batch may have. */
        public long batchBytes() {
            return batchBytes;
        }

        /** Waits for room for the largest batch and gives the buffer to read it into; null if there is none within a time. */
        @Nullable
        public RowBuffer take(Duration within) throws InterruptedException {
            if (!units.tryAcquire(largest, within.toNanos(), TimeUnit.NANOSECONDS)) {
                return null;
            }
            synchronized (this) {
                taken += largest;
            }
            return buffer();
        }

        /** The batch was read and is not the largest. */
        public void wasRead(long bytes) {
            release(largest - used(bytes));
        }

        /** The batch is not needed any more. */
        public void giveBack(RowBuffer buffer, long bytes) {
            keep(buffer);
            release(used(bytes));
        }

        private int used(long bytes) {
            return Math.min(largest, units(bytes));
        }

        private synchronized void release(int wanted) {
            int now = Math.min(taken, wanted);
            taken -= now;
            units.release(now);
        }

        @Override
        public void close() {
            release(Integer.MAX_VALUE);
        }
    }
}
