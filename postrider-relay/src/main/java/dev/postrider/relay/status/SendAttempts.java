package dev.postrider.relay.status;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Attempts to send that are to be written down: who sends only leaves them here, and waits for nobody. Bounded, however long nobody writes
 * them down: of each batch the first and the newest, of the newest batches. Thread-safe.
 */
public final class SendAttempts {
    /** How many of a batch's first attempts are kept. */
    public static final int FIRST = 10;

    /** How many of a batch's newest attempts are kept. */
    public static final int NEWEST = 20;

    /** More batches than are under way at once. */
    private static final int MOST_BATCHES = 100;

    private final NavigableMap<Long, Kept> pending = new TreeMap<>();
    private final NavigableSet<Long> failed = new TreeSet<>();

    /**
     * Attempts of a batch.
     *
     * @param count how many there were, with those that were not kept
     */
    public record OfBatch(long batchNo, int count, List<Placed> kept) {
        /** Copies the list. */
        public OfBatch {
            kept = List.copyOf(kept);
        }
    }

    /**
     * One of them.
     *
     * @param place among them, from 1
     */
    public record Placed(int place, SendAttempt attempt) {}

    /** An attempt has ended, and it or an earlier one of the batch has failed. */
    public synchronized void add(long batchNo, SendAttempt attempt) {
        of(batchNo).add(attempt);
        failed.add(batchNo);
        dropTheOldest();
    }

    /** Whether one of this batch was left here before, of the newest batches. */
    public synchronized boolean hasFailed(long batchNo) {
        return failed.contains(batchNo);
    }

    /** All that were left since, which are not here any more then. */
    public synchronized List<OfBatch> take() {
        if (pending.isEmpty()) {
            return List.of();
        }
        List<OfBatch> taken = new ArrayList<>();
        pending.forEach((batchNo, kept) -> taken.add(kept.of(batchNo)));
        pending.clear();
        return taken;
    }

    /** They were taken, and could not be written down. */
    public synchronized void putBack(List<OfBatch> taken) {
        for (OfBatch batch : taken) {
            Kept later = pending.remove(batch.batchNo());
            Kept both = of(batch.batchNo());
            both.addAll(batch);
            if (later != null) {
                both.addAll(later.of(batch.batchNo()));
            }
        }
        dropTheOldest();
    }

    private Kept of(long batchNo) {
        return pending.computeIfAbsent(batchNo, no -> new Kept());
    }

    private void dropTheOldest() {
        while (pending.size() > MOST_BATCHES) {
            pending.pollFirstEntry();
        }
        while (failed.size() > MOST_BATCHES) {
            failed.pollFirst();
        }
    }

    /** Under the lock. */
    private static final class Kept {
        private final List<Placed> first = new ArrayList<>();
        private final Deque<Placed> newest = new ArrayDeque<>();
        private int count;

        void add(SendAttempt attempt) {
            keep(new Placed(++count, attempt));
        }

        void addAll(OfBatch more) {
            int before = count;
            more.kept().forEach(placed -> keep(new Placed(before + placed.place(), placed.attempt())));
            count = before + more.count();
        }

        private void keep(Placed placed) {
            if (placed.place() <= FIRST) {
                first.add(placed);
            } else {
                newest.add(placed);
                if (newest.size() > NEWEST) {
                    newest.remove();
                }
            }
        }

        OfBatch of(long batchNo) {
            List<Placed> all = new ArrayList<>(first);
            all.addAll(newest);
            return new OfBatch(batchNo, count, all);
        }
    }
}
