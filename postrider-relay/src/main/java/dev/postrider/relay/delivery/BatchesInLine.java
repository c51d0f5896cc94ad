package dev.postrider.relay.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The batches of a line that are not acknowledged, in order, and what each shard still has to store of them. Thread-safe. */
final class BatchesInLine {
    private final Deque<BatchInLine> batches = new ArrayDeque<>();
    /** By shard, the numbers of the batches of which it has not stored its slice. */
    private final List<NavigableSet<Long>> pending = new ArrayList<>();

    BatchesInLine(int shards) {
        for (int i = 0; i < shards; i++) {
            pending.add(new TreeSet<>());
        }
    }

    synchronized void add(BatchInLine batch) {
        batches.add(batch);
        batch.slices().forEach(slice -> pending.get(slice.shard()).add(batch.batchNo()));
    }

    /** The shard has stored the slice. */
    synchronized void stored(Slice slice) {
        pending.get(slice.shard()).remove(slice.batchNo());
    }

    /** Whether its shard waits for none before this one: during an outage the oldest alone is tried again. */
    synchronized boolean isOldest(Slice slice) {
        NavigableSet<Long> ofShard = pending.get(slice.shard());
        return !ofShard.isEmpty() && ofShard.first() == slice.batchNo();
    }

    /** The first is acknowledged. */
    synchronized void removeFirst() {
        batches.remove();
    }

    /** None of those that are left is acknowledged any more. */
    synchronized void breakOff() {
        batches.forEach(batch -> batch.delivery().trace().brokenOff());
    }

    /** How many batches each shard still has to store its slice of. */
    synchronized List<Integer> pendingOfShards() {
        return pending.stream().map(NavigableSet::size).toList();
    }

    synchronized boolean isEmpty() {
        return batches.isEmpty();
    }

    synchronized int size() {
        return batches.size();
    }

    /**
     * Lets others past the oldest batch that may be, where a shard has nothing to do while another one is behind. Also past one that is
     * done and waits for a batch before it.
     *
     * @return that batch; null if no shard has to wait, or no more may be let past
     */
    synchronized @Nullable BatchInLine parkOne(Overtaking overtaking) {
        if (pending.size() == 1 || pending.stream().noneMatch(NavigableSet::isEmpty)) {
            return null;
        }
        for (BatchInLine batch : batches) {
            if (!batch.isParked() && overtaking.park(batch.batchNo())) {
                batch.park();
                return batch;
            }
        }
        return null;
    }

    /** The newest batch has to be read again when it is its turn, of those that have a buffer: somebody needs the memory before. */
    synchronized void takeABuffer() {
        Iterator<BatchInLine> newestFirst = batches.descendingIterator();
        while (newestFirst.hasNext()) {
            BatchInLine batch = newestFirst.next();
            if (batch.keepsBuffer()) {
                batch.leaveBuffer();
                return;
            }
        }
    }
}
