package dev.postrider.devdb.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Notices that a database has ended by itself, and reacts once: an application that goes on without it would only say, again
 * and again, that it does not answer. Close it before the databases are stopped.
 */
final class DeathWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 300;
    /** A signal to the whole process group ends a database first, and is then the reason. */
    private static final int LOOKS_IN_A_ROW = 3;

    private final List<Watched> databases;
    private final BooleanSupplier stopping;
    private final Reaction reaction;
    private final Thread thread = new Thread(this::watch, "death-watch");
    /** Set once, by the watch that reacts or by whoever closes it. */
    private final AtomicBoolean over = new AtomicBoolean();

    private final CountDownLatch reacted = new CountDownLatch(1);

    /** A database, whether it runs, and the sentence to say when it does not. */
    record Watched(BooleanSupplier runs, Supplier<String> obituary) {}

    /** What to do; called in the watch's own thread. */
    interface Reaction {
        void died(String obituary);
    }

    /** @param stopping whether the run has been asked to end, so that a death is nothing to wonder about */
    private DeathWatch(List<Watched> databases, BooleanSupplier stopping, Reaction reaction) {
        this.databases = List.copyOf(databases);
        this.stopping = stopping;
        this.reaction = reaction;
    }

    static DeathWatch over(List<Watched> databases, BooleanSupplier stopping, Reaction reaction) {
        DeathWatch watch = new DeathWatch(databases, stopping, reaction);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        try {
            int looks = 0;
            while (looks < LOOKS_IN_A_ROW) {
                Thread.sleep(LOOK_MILLIS);
                looks = allRun() ? 0 : looks + 1;
            }
            if (!stopping.getAsBoolean() && over.compareAndSet(false, true)) {
                react();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void react() {
        try {
            databases.stream()
                    .filter(database -> !database.runs().getAsBoolean())
                    .findFirst()
                    .ifPresent(database -> reaction.died(database.obituary().get()));
        } finally {
            reacted.countDown();
        }
    }

    private boolean allRun() {
        return databases.stream().allMatch(database -> database.runs().getAsBoolean());
    }

    /** Ends the watch; a reaction that is under way is waited for. */
    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            thread.interrupt();
            return;
        }
        try {
            reacted.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
