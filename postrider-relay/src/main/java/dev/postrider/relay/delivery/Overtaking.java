package dev.postrider.relay.delivery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Lets batches past those of which everything is refused, and past those of which all that is left waits for shards that are
 * behind. They are sent meanwhile, so that good events behind bad ones arrive, and
 * show that it is not the event log; they are acknowledged in order nevertheless. Thread-safe.
 */
final class Overtaking {
    /** So many batches may be overtaken at once, and no more bytes than in so many of the largest. */
    private static final int MOST_BATCHES = 16;

    private static final int MOST_FULL_BATCHES = 2;

    private final Semaphore places;
    private final LineWorkers workers;
    private final long mostBytes;
    private final int mostParked;
    /** The bytes of the batches that are overtaken, by their numbers. */
    private final Map<Long, Long> overtaken = new HashMap<>();

    /** The numbers of the batches that wait for shards that are behind. */
    private final Set<Long> parked = new HashSet<>();

    private long bytes;
    private int times;

    /**
     * Nothing is overtaken yet.
     *
     * @param places of the line
     * @param batchBytes how many bytes a batch may have
     * @param mostParked how many batches may wait for shards that are behind
     */
    Overtaking(Semaphore places, LineWorkers workers, long batchBytes, int mostParked) {
        this.mostParked = mostParked;
        this.places = places;
        this.workers = workers;
        this.mostBytes = MOST_FULL_BATCHES * batchBytes;
    }

    /** Everything in a batch is refused: from now on it takes no place and no thread from others. False if that is nothing new, or too much. */
    synchronized boolean letPast(long batchNo, long batchBytes) {
        if (overtaken.containsKey(batchNo)
                || parked.contains(batchNo)
                || overtaken.size() == MOST_BATCHES
                || bytes + batchBytes > mostBytes) {
            return false;
        }
        overtaken.put(batchNo, batchBytes);
        bytes += batchBytes;
        times++;
        workers.addSenders(1);
        places.release();
        return true;
    }

    /** What is left of a batch waits for shards that are behind, and takes no place from others. False if too many do. */
    synchronized boolean park(long batchNo) {
        if (overtaken.containsKey(batchNo) || parked.size() == mostParked || !parked.add(batchNo)) {
            return false;
        }
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
        if (was != null) {
            bytes -= was;
            workers.addSenders(-1);
        } else if (!parked.remove(batchNo)) {
            places.release();
        }
    }
}
