package dev.postrider.relay;

import dev.postrider.relay.Delivery.Sent;
import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.ledger.Acknowledgement;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.ledger.LedgerTotals;
import dev.postrider.relay.sink.Sink;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Carries read batches to the sink and their outcome to the ledger: several inserts at once, acknowledgements in order.
 *
 * <p>One thread adds; the line has threads of its own to send, and one to acknowledge. Its memory is the number of inserts in
 * flight, and one batch more that is read meanwhile. It ends with its first failure, which {@link #failure} gives: whoever
 * runs the line begins a new one from the ledger.
 */
final class DeliveryLine implements AutoCloseable {
    /** How often a wait looks whether the line has ended. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    private static final int ATTEMPTS_BEFORE_LOOKING_AGAIN = 5;

    private final Sink sink;
    private final Ledger ledger;
    private final RelaySettings settings;
    private final StatusBoard board;

    private final Pauses pauses = new Pauses();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Semaphore slots;
    private final Deque<RowBuffer> buffers = new ConcurrentLinkedDeque<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ExecutorService senders;
    private final ExecutorService acknowledger;
    private volatile LedgerTotals totals;
    private volatile @Nullable Progress acknowledged;
    private volatile boolean hasWorked;
    /** The oldest batch that is not acknowledged: during an outage it alone is tried again. */
    private volatile long head;

    /** How far a batch that was read or acknowledged went. */
    record Progress(BatchPlan plan, BatchContent content) {}

    DeliveryLine(Sink sink, Ledger ledger, RelaySettings settings, StatusBoard board, LedgerTotals totals) {
        this.sink = sink;
        this.ledger = ledger;
        this.settings = settings;
        this.board = board;
        this.totals = totals;
        this.slots = new Semaphore(settings.insertsInFlight() + 1);
        this.senders = Executors.newFixedThreadPool(
                settings.insertsInFlight(), runnable -> new Thread(runnable, "postrider-send"));
        this.acknowledger =
                Executors.newSingleThreadExecutor(runnable -> new Thread(runnable, "postrider-acknowledge"));
    }

    /** Waits for a place in the line, and gives the buffer for the batch to come; null when the line has ended. */
    @Nullable
    RowBuffer awaitPlace(Pauses stop) {
        try {
            while (!hasEnded() && !stop.ended()) {
                if (slots.tryAcquire(GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    RowBuffer buffer = buffers.poll();
                    return buffer == null ? new RowBuffer() : buffer;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    /** Takes a batch that was read into a buffer from {@link #awaitPlace}. */
    void add(BatchPlan plan, BatchContent content, RowBuffer buffer) {
        Delivery delivery = new Delivery(plan, content, buffer, new CompletableFuture<>());
        board.inFlight(inFlight.incrementAndGet());
        if (content.isEmpty()) {
            delivery.sent().complete(Sent.NOTHING);
        } else {
            senders.execute(() -> send(delivery));
        }
        acknowledger.execute(() -> acknowledge(delivery));
    }

    /** Whether the line has failed or was told to end. */
    boolean hasEnded() {
        return pauses.ended();
    }

    /** What ended the line. */
    @Nullable
    Throwable failure() {
        return failure.get();
    }

    /** Nothing waits to be delivered: if nothing is on its way either, an outage is over. */
    void nothingWaits() {
        if (inFlight.get() == 0) {
            worked();
        }
    }

    private void worked() {
        hasWorked = true;
        board.works();
    }

    /** Whether the line has delivered a batch, or found that nothing waits. */
    boolean hasWorked() {
        return hasWorked;
    }

    /** Ends the line for a reason. The first one counts. */
    void fail(Throwable reason) {
        failure.compareAndSet(null, reason);
        pauses.end();
    }

    /** The newest batch that was acknowledged in this line. */
    @Nullable
    Progress acknowledged() {
        return acknowledged;
    }

    private void send(Delivery delivery) {
        BackoffSteps backoff = new BackoffSteps(
                settings.backoff(), () -> ThreadLocalRandom.current().nextDouble());
        long began = System.nanoTime();
        try {
            for (int attempt = 1; ; attempt++) {
                if (failure.get() != null) {
                    throw new IllegalStateException("the line has ended");
                }
                SendOutcome outcome = sink.send(delivery);
                if (outcome instanceof SendOutcome.Stored) {
                    delivery.sent().complete(new Sent(attempt, Duration.ofNanos(System.nanoTime() - began)));
                    return;
                }
                int attempts = attempt;
                report(new SendFailure(delivery.batchNo(), delivery.rows(), attempts, (SendOutcome.Failed) outcome));
                lookAgainAtTheSink((SendOutcome.Failed) outcome, attempt);
                awaitTurn(delivery, backoff.next());
            }
        } catch (Throwable e) {
            // Whatever it is, an OutOfMemoryError too: a batch without an outcome would be waited for in vain.
            delivery.sent().completeExceptionally(e);
        }
    }

    /**
     * A server that goes on saying no may have changed since the line began: a table dropped or altered, another version. The
     * line ends, and the next one begins by looking at the sink.
     */
    private static void lookAgainAtTheSink(SendOutcome.Failed outcome, int attempt) {
        if (outcome.code() != 0 && attempt >= ATTEMPTS_BEFORE_LOOKING_AGAIN) {
            throw new SinkSaysNoException(outcome);
        }
    }

    private void report(SendFailure failed) {
        if (hasEnded()) {
            return;
        }
        SendOutcome.Failed outcome = failed.outcome();
        board.tell(listener -> listener.sendFailed(failed));
        board.failed(
                "ClickHouse",
                outcome.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT),
                outcome.code() == 0 ? "" : Integer.toString(outcome.code()),
                outcome.reason());
    }

    /** Pauses, and then goes on pausing until the batch is the oldest. */
    private void awaitTurn(Delivery delivery, Duration pause) {
        pauses.sleep(pause);
        while (head != delivery.batchNo() && !hasEnded()) {
            pauses.sleep(GLANCE);
        }
        if (hasEnded()) {
            throw new IllegalStateException("the line has ended");
        }
    }

    private void acknowledge(Delivery delivery) {
        if (failure.get() != null) {
            return;
        }
        head = delivery.batchNo();
        try {
            Sent sent = delivery.sent().get();
            totals = totals.plus(delivery.content(), 0);
            ledger.acknowledge(new Acknowledgement(delivery.plan(), delivery.content(), sent.attempts(), totals));
            acknowledged = new Progress(delivery.plan(), delivery.content());
            delivery.buffer().clear(settings.bounds().bytes());
            buffers.add(delivery.buffer());
            board.inFlight(inFlight.decrementAndGet());
            slots.release();
            worked();
            board.tell(listener -> listener.batchDelivered(report(delivery, sent)));
        } catch (ExecutionException e) {
            fail(e.getCause() == null ? e : e.getCause());
        } catch (Throwable e) {
            // Whatever it is: going on would acknowledge the next batch before this one.
            fail(e);
        }
    }

    private static BatchReport report(Delivery delivery, Sent sent) {
        return new BatchReport(
                delivery.batchNo(), delivery.rows(), delivery.content().bytes(), sent.attempts(), sent.sending());
    }

    /** Lets the batches on their way arrive and be acknowledged, and starts no new attempt; after that time breaks them off. */
    void finish(Duration within) {
        pauses.end();
        senders.shutdown();
        acknowledger.shutdown();
        if (!terminated(within)) {
            fail(new IllegalStateException("broken off"));
            sink.abort();
        }
    }

    private boolean terminated(Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        try {
            return senders.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
                    && acknowledger.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Breaks off whatever is still on its way, and waits for the threads' end. */
    @Override
    public void close() {
        finish(Duration.ZERO);
        terminated(Duration.ofSeconds(2));
        board.inFlight(0);
    }
}
