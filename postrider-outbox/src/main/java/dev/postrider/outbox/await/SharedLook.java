package dev.postrider.outbox.await;

import dev.postrider.outbox.PublishedEvent;
import dev.postrider.outbox.await.NotDelivered.Awaited;
import dev.postrider.outbox.await.NotDelivered.TimedOut;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks again and again what became of events, for all who wait together: how often depends on time alone, not on how many wait. A thread
 * of its own looks, from the first wait on, and only while somebody waits. Thread-safe; whoever makes it closes it.
 *
 * @param <T> what becomes of events
 */
public final class SharedLook<T> implements AutoCloseable {
    /** Between two looks at the least, while events are young. */
    static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

    /** Between two looks at the most. */
    static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    /** A quarter of what the youngest event has waited: what took 200 ms is noticed within 50. */
    private static final int PAUSES_OF_AN_AGE = 4;

    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(365);

    private final String name;
    private final Look<T> look;
    private final Function<TimedOut, T> timedOut;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Waiter<T>> waiters = new ArrayList<>();
    private long lastLook = System.nanoTime() - LONGEST_PAUSE.toNanos();
    private boolean hasFailed;
    private boolean isStarted;
    private boolean isClosed;

    /** Sees what became of events. Called by one thread. */
    @FunctionalInterface
    public interface Look<T> {
        /**
         * What became of each.
         *
         * @param events each once, one at least
         * @throws SQLException if it can't be told now; it is tried again
         */
        Map<PublishedEvent, Sight<T>> at(List<PublishedEvent> events) throws SQLException;
    }

    /** One who waits. */
    private static final class Waiter<T> {
        final PublishedEvent event;
        final Duration timeout;
        /** Who would have to commit is the one who waits. */
        final boolean isCommittersOwn;

        final long began = System.nanoTime();
        final CompletableFuture<T> future = new CompletableFuture<>();
        volatile Sight.NotYet<T> last = new Sight.NotYet<>(Awaited.DATABASE);

        Waiter(PublishedEvent event, Duration timeout, boolean isCommittersOwn) {
            this.event = event;
            this.timeout = timeout;
            this.isCommittersOwn = isCommittersOwn;
        }

        long deadline() {
            return began + timeout.toNanos();
        }

        TimedOut timedOut() {
            return new TimedOut(
                    last.awaited(), Duration.ofNanos(System.nanoTime() - began), last.reason(), last.outageSince());
        }
    }

    /**
     * Looks at nothing yet.
     *
     * @param name of the thread
     * @param timedOut what a time-out is among what becomes of events
     */
    public SharedLook(String name, Look<T> look, Function<TimedOut, T> timedOut) {
        this.name = name;
        this.look = look;
        this.timedOut = timedOut;
    }

    /**
     * Waits until the last word about an event.
     *
     * @param timeout how long at the most; zero for one look
     * @throws IllegalArgumentException if the time-out is negative
     * @throws IllegalStateException if this thread has published the event in a transaction that is still open, or this is closed
     * @throws CancellationException if this is closed meanwhile
     * @throws InterruptedException if the thread is interrupted
     */
    public T await(PublishedEvent event, Duration timeout) throws InterruptedException {
        Waiter<T> waiter = begin(event, timeout, event.isForThisThreadToCommit());
        try {
            // the looking thread tells of the time-out; but the database may be silent
            return waiter.future.get(waiter.timeout.plus(LedgerLook.SILENCE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return timedOut.apply(waiter.timedOut());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IllegalStateException(cause == null ? e.getMessage() : cause.getMessage(), e);
        } finally {
            waiter.future.cancel(false);
        }
    }

    /**
     * As {@link #await}, without waiting: also for the thread that commits later.
     *
     * @return completed by the looking thread, so what depends on it must be quick; to cancel it ends the wait
     */
    public CompletableFuture<T> begin(PublishedEvent event, Duration timeout) {
        return begin(event, timeout, false).future;
    }

    private Waiter<T> begin(PublishedEvent event, Duration timeout, boolean isCommittersOwn) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "the time-out is " + timeout.toMillis() + " ms, must be 0 or more: 0 looks once");
        }
        Duration limited = timeout.compareTo(LONGEST_TIMEOUT) > 0 ? LONGEST_TIMEOUT : timeout;
        Waiter<T> waiter = new Waiter<>(event, limited, isCommittersOwn);
        lock.lock();
        try {
            if (isClosed) {
                throw new IllegalStateException(name + " is closed");
            }
            waiters.add(waiter);
            if (!isStarted) {
                isStarted = true;
                Thread thread = new Thread(this::run, name);
                thread.setDaemon(true);
                thread.start();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
        return waiter;
    }

    private void run() {
        try {
            for (List<Waiter<T>> due = due(); !due.isEmpty(); due = due()) {
                lookFor(due);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** Those who wait when the next look is due; none if this is closed. */
    private List<Waiter<T>> due() throws InterruptedException {
        lock.lock();
        try {
            while (!isClosed) {
                waiters.removeIf(waiter -> waiter.future.isDone());
                if (waiters.isEmpty()) {
                    changed.await();
                    continue;
                }
                long pause = nextLook() - System.nanoTime();
                if (pause <= 0) {
                    return List.copyOf(waiters);
                }
                changed.awaitNanos(pause);
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private long nextLook() {
        long soonest = lastLook + SHORTEST_PAUSE.toNanos();
        long latest = lastLook + LONGEST_PAUSE.toNanos();
        if (hasFailed) {
            return latest;
        }
        long youngest = waiters.get(waiters.size() - 1).began;
        long next = Math.min(lastLook + (lastLook - youngest) / PAUSES_OF_AN_AGE, latest);
        for (Waiter<T> waiter : waiters) {
            next = Math.min(next, waiter.deadline());
        }
        return Math.max(next, soonest);
    }

    private void lookFor(List<Waiter<T>> due) {
        List<PublishedEvent> events =
                due.stream().map(waiter -> waiter.event).distinct().toList();
        Map<PublishedEvent, Sight<T>> sights = Map.of();
        String failure = null;
        try {
            sights = look.at(events);
        } catch (SQLException | RuntimeException e) {
            failure = "PostgreSQL can't be asked: " + e.getMessage();
        }
        lastLook = System.nanoTime();
        hasFailed = failure != null;
        for (Waiter<T> waiter : due) {
            tell(waiter, sights.get(waiter.event), failure);
        }
    }

    private void tell(Waiter<T> waiter, @Nullable Sight<T> sight, @Nullable String failure) {
        if (sight instanceof Sight.Last<T> last) {
            waiter.future.complete(last.outcome());
            return;
        }
        waiter.last = sight instanceof Sight.NotYet<T> notYet
                ? notYet
                : new Sight.NotYet<>(waiter.last.awaited(), failure, null);
        if (waiter.isCommittersOwn && waiter.last.awaited() == Awaited.COMMIT) {
            waiter.future.completeExceptionally(
                    new IllegalStateException(
                            waiter.event
                                    + ": the transaction is still open, and this thread has published in it, so nobody would commit it while"
                                    + " the thread waits. Commit first, and wait after that (with Spring: outside of the @Transactional method)."));
        } else if (lastLook - waiter.deadline() >= 0) {
            waiter.future.complete(timedOut.apply(waiter.timedOut()));
        }
    }

    /** Cancels what is still waited for. */
    @Override
    public void close() {
        List<Waiter<T>> left;
        lock.lock();
        try {
            isClosed = true;
            left = List.copyOf(waiters);
            waiters.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
        left.forEach(waiter -> waiter.future.cancel(false));
    }
}
