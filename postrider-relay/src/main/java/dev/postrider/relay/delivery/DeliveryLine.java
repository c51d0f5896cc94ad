package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.OneLine;
import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.delivery.Delivery.Sent;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.memory.BatchMemory;
import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.StatusBoard;
import dev.postrider.relay.threads.StopSignal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries read batches to the sink and their outcome to the ledger: several inserts at once, acknowledgements in order.
 *
 * <p>One thread adds; the line has workers to send and to acknowledge. Its memory is the number of inserts in flight, and one
 * batch more that is read meanwhile, of what {@link BatchMemory} has. Where there are several shards, and one has nothing to do while
 * another is behind, batches that wait for the latter give their place and their memory away, and are read again in their turn: while
 * shards catch up, each insert under way to one of them has a batch in memory of its own. It ends with its first failure, which {@link
 * #failure} gives: whoever runs the line begins a new one from the ledger.
 */
public final class DeliveryLine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeliveryLine.class);

    /** How often a wait looks whether the line has ended. */
    private static final Duration CHECK_EVERY = Duration.ofMillis(100);

    private final Sender sender;
    private final Acknowledger acknowledger;
    private final LineWorkers workers;
    private final StatusBoard board;
    private final LeaseGuard lease;

    private final StopSignal pauses = new StopSignal();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Semaphore slots;
    private final BatchMemory.Share memory;
    private final BatchesInLine inFlight;
    private final LineMemory kept;

    /** How many batches have no outcome at the sink yet; changed under its lock, which wakes {@link #awaitSent}. */
    private int unsent;

    private final Object sending = new Object();
    private final Overtaking overtaking;
    private volatile boolean hasWorked;

    /**
     * Nothing is on its way.
     *
     * @param workers the line's own, which end with it
     * @param lease asked right before each send
     */
    public DeliveryLine(
            Sender sender,
            Acknowledger acknowledger,
            LineWorkers workers,
            LineMemory kept,
            StatusBoard board,
            LeaseGuard lease) {
        this.sender = sender;
        this.acknowledger = acknowledger;
        this.workers = workers;
        this.kept = kept;
        this.memory = kept.buffers().new Share();
        this.inFlight = new BatchesInLine(sender.shards());
        this.board = board;
        this.lease = lease;
        this.slots = new Semaphore(workers.senders() + 1);
        this.overtaking = new Overtaking(slots, workers, memory.batchBytes(), kept.mostParked());
    }

    /** Waits for a place in the line; false when the line has ended. */
    boolean awaitPlace(StopSignal stop) {
        return await(stop, () -> tryForAPlace() ? slots : null) != null;
    }

    private boolean tryForAPlace() throws InterruptedException {
        boolean got = slots.tryAcquire(CHECK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        if (!got) {
            parkWhatHoldsUpAShard();
        }
        return got;
    }

    /** One at a time: each gives a shard that has nothing to do a batch more. */
    private void parkWhatHoldsUpAShard() {
        BatchInLine parked = inFlight.parkOne(overtaking);
        if (parked != null) {
            stopWaitingFor(parked);
        }
    }

    private void stopWaitingFor(BatchInLine batch) {
        if (batch.stopsBeingWaitedFor()) {
            countUnsent(-1);
        }
    }

    /** Waits until no batch is on its way to the sink, for that long at most; false when one still is. */
    boolean awaitSent(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (sending) {
            try {
                for (long left = atMost.toNanos(); unsent > 0 && left > 0; left = deadline - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(sending, left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return unsent == 0;
        }
    }

    private void countUnsent(int more) {
        synchronized (sending) {
            unsent += more;
            sending.notifyAll();
        }
    }

    /** Waits until there is memory for the largest batch, and gives the buffer for one; null when the line has ended. */
    @Nullable
    RowBuffer awaitBuffer(StopSignal stop) {
        return await(stop, this::tryForABuffer);
    }

    private @Nullable RowBuffer tryForABuffer() throws InterruptedException {
        RowBuffer buffer = memory.take(CHECK_EVERY);
        if (buffer == null) {
            parkWhatHoldsUpAShard();
        }
        return buffer;
    }

    /** Those behind a batch wait for it: it must not wait for their memory. */
    private @Nullable RowBuffer tryForABufferOfALaterBatch() throws InterruptedException {
        RowBuffer buffer = memory.take(CHECK_EVERY);
        if (buffer == null) {
            inFlight.takeABuffer();
        }
        return buffer;
    }

    private interface Attempt<T> {
        @Nullable
        T once() throws InterruptedException;
    }

    private <T> @Nullable T await(StopSignal stop, Attempt<T> attempt) {
        try {
            while (!hasEnded() && !stop.ended()) {
                T got = attempt.once();
                if (got != null) {
                    return got;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    /** Takes a batch that was read into a buffer from {@link #awaitBuffer}. */
    void add(Delivery delivery) {
        memory.wasRead(delivery.content().bytes());
        BatchInLine batch = new BatchInLine(delivery, memory);
        inFlight.add(batch);
        tellInFlight();
        if (batch.isPending()) {
            countUnsent(1);
            batch.slices().forEach(slice -> workers.send(slice.shard(), () -> send(batch, slice)));
        }
        workers.acknowledge(() -> acknowledge(batch));
    }

    /** Whether the line has failed or was told to end. */
    boolean hasEnded() {
        return pauses.ended();
    }

    /** What ended the line. */
    @Nullable
    public Throwable failure() {
        return failure.get();
    }

    /** Throws what ended the line, if it failed. */
    public void rethrowFailure() throws SQLException {
        Throwable reason = failure.get();
        if (reason instanceof SQLException database) {
            throw database;
        }
        if (reason instanceof RuntimeException other) {
            throw other;
        }
        if (reason instanceof Error error) {
            throw error;
        }
        if (reason != null) {
            throw new IllegalStateException(reason);
        }
    }

    /** Nothing waits to be delivered: if nothing is on its way either, an outage is over. */
    void nothingWaits() {
        if (inFlight.isEmpty()) {
            board.nothingWaits();
            worked();
        }
    }

    private void worked() {
        hasWorked = true;
        board.works();
    }

    /** Whether the line has delivered a batch, or found that nothing waits. */
    public boolean hasWorked() {
        return hasWorked;
    }

    /** Ends the line for a reason. The first one counts. */
    public void fail(Throwable reason) {
        failure.compareAndSet(null, reason);
        pauses.end();
    }

    private void send(BatchInLine batch, Slice slice) {
        try {
            Sent sent = batch.begins() ? sendFromBuffer(batch, slice) : sendReadAgain(batch, slice);
            batch.stored(slice, sent);
            inFlight.stored(slice);
            tellInFlight();
        } catch (Throwable e) {
            // Whatever it is, an OutOfMemoryError too: a batch without an outcome would be waited for in vain.
            batch.failed(e);
            if (sender.shards() > 1) {
                // Batches before it may wait for another shard, and this one would have to wait for them.
                fail(e);
            }
        } finally {
            if (batch.delivery().sent().isDone()) {
                stopWaitingFor(batch);
            }
        }
    }

    private Sent sendFromBuffer(BatchInLine batch, Slice slice) throws SQLException {
        try {
            return sender.send(slice, new PlaceInLine(batch, slice));
        } finally {
            batch.ends();
        }
    }

    private Sent sendReadAgain(BatchInLine batch, Slice slice) throws SQLException {
        RowBuffer buffer = await(pauses, this::tryForABufferOfALaterBatch);
        if (buffer == null) {
            throw new IllegalStateException("the line has ended");
        }
        Delivery again = kept.readAgain(batch.delivery(), buffer);
        long bytes = again.content().bytes();
        memory.wasRead(bytes);
        try {
            return sender.send(slice.in(again), new PlaceInLine(batch, slice));
        } finally {
            memory.giveBack(buffer, bytes);
        }
    }

    /** For one thread. */
    private final class PlaceInLine implements Place {
        private final BatchInLine batch;
        private final Slice slice;

        PlaceInLine(BatchInLine batch, Slice slice) {
            this.batch = batch;
            this.slice = slice;
        }

        @Override
        public StopSignal pauses() {
            return pauses;
        }

        @Override
        public void goOn() {
            if (failure.get() != null) {
                throw new IllegalStateException("the line has failed");
            }
        }

        @Override
        public void confirm() throws SQLException {
            goOn();
            lease.confirm();
        }

        @Override
        public boolean isOldest() {
            return inFlight.isOldest(slice);
        }

        @Override
        public int letOthersPast() {
            if (overtaking.letPast(batch.batchNo(), batch.delivery().content().bytes())) {
                stopWaitingFor(batch);
            }
            return overtaking.times();
        }
    }

    private void acknowledge(BatchInLine batch) {
        if (failure.get() != null) {
            return;
        }
        try {
            Sent sent = batch.delivery().sent().get();
            acknowledger.acknowledge(batch.delivery(), sent);
            batch.giveBack();
            // What is not in the line any more is not parked.
            inFlight.removeFirst();
            overtaking.acknowledged(batch.batchNo());
            worked();
            tellInFlight();
            tell(batch.delivery(), sent);
        } catch (ExecutionException e) {
            fail(e.getCause() == null ? e : e.getCause());
        } catch (Throwable e) {
            // Whatever it is: going on would acknowledge the next batch before this one.
            fail(e);
        }
    }

    private void tellInFlight() {
        // Two threads that tell must not leave the older of their counts behind.
        synchronized (inFlight) {
            board.inFlight(inFlight.size(), inFlight.pendingOfShards());
        }
    }

    private void tell(Delivery delivery, Sent sent) {
        BatchReport report = new BatchReport(
                delivery.batchNo(),
                delivery.rows() - sent.refused().size(),
                delivery.content().bytes(),
                sent.sends(),
                sent.sending(),
                freshness(delivery));
        board.delivered(report);
        if (!sent.refused().isEmpty()) {
            RefusedEvent first = sent.refused().get(0);
            log.atWarn()
                    .addKeyValue("batch_no", delivery.batchNo())
                    .addKeyValue("refused", sent.refused().size())
                    .addKeyValue("first_event_id", first.eventId())
                    .addKeyValue("code", first.code())
                    .addKeyValue("reason", first.reason())
                    .log("the event log refused events, which are dead letters now: {}", OneLine.of(first.reason()));
            board.tell(listener -> listener.eventsRefused(delivery.batchNo(), sent.refused()));
        }
    }

    private @Nullable Duration freshness(Delivery delivery) {
        OptionalLong unseen = delivery.past().unseenNanos();
        return unseen.isPresent() ? board.since(unseen.getAsLong()) : null;
    }

    /** Lets the batches on their way arrive and be acknowledged, and starts no new attempt; after that time breaks them off. */
    public void finish(Duration within) {
        pauses.end();
        workers.end();
        if (!workers.awaitEnd(within)) {
            fail(new IllegalStateException("broken off"));
            sender.abort();
        }
    }

    /** Breaks off whatever is still on its way, and waits for the threads' end. */
    @Override
    public void close() {
        finish(Duration.ZERO);
        workers.awaitEnd(Duration.ofSeconds(2));
        memory.close();
        inFlight.breakOff();
        board.inFlight(0, List.of());
    }
}
