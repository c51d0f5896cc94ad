package dev.postrider.relay.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Lets batches past those of which everything is refused. They are sent meanwhile, so that good events behind bad ones arrive, and
 * show that it is not the event log; they are acknowledged in order nevertheless. Thread-safe.
 */
final class Overtaking {
    /** So many batches may be overtaken at once, and no more bytes than in so many of the largest. */
    private static final int MOST_BATCHES = 16;

    private static final int MOST_FULL_BATCHES = 2;

    private final Semaphore places;
    private final LineWorkers workers;
    private final long mostBytes;
    /** The bytes of the batches that are overtaken, by their numbers. */
    private final Map<Long, Long> overtaken = new HashMap<>();

    private long bytes;
    private int times;

    /**
     * Nothing is overtaken yet.
     *
     * @param places of the line
     * @param batchBytes how many bytes a batch may have
     */
    Overtaking(Semaphore places, LineWorkers workers, long batchBytes) {
        this.places = places;
        this.workers = workers;
        this.mostBytes = MOST_FULL_BATCHES * batchBytes;
    }

    /** Everything in a batch is refused: from now on it takes no place and no thread from others. False if that is nothing new, or too much. */
    synchronized boolean letPast(long batchNo, long batchBytes) {
        if (overtaken.containsKey(batchNo) || overtaken.size() == MOST_BATCHES || bytes + batchBytes > mostBytes) {
            return false;
        }
        overtaken.put(batchNo, batchBytes);
        bytes += batchBytes;
        times++;
        workers.addSenders(1);
        places.release();
        return true;
    }

    synchronized boolean has(long batchNo) {
        return overtaken.containsKey(batchNo);
    }

    /** How often a batch was let past another one: while that goes on there is news. */
    synchronized int times() {
        return times;
    }

    /** A batch is acknowledged, and needs no place any more. */
    synchronized void acknowledged(long batchNo) {
        Long was = overtaken.remove(batchNo);
        if (was == null) {
            places.release();
        } else {
            bytes -= was;
            workers.addSenders(-1);
        }
    }
}
