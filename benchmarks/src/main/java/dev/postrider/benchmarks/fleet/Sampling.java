package dev.postrider.benchmarks.fleet;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Looks at a value twice a second until it is closed. */
final class Sampling implements AutoCloseable {
    private final AtomicLong most = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> looking;

    Sampling(LongSupplier value) {
        looking = thread.scheduleAtFixedRate(
                () -> most.accumulateAndGet(value.getAsLong(), Math::max), 0, 500, TimeUnit.MILLISECONDS);
    }

    /** The most that was seen; fails if a look failed. */
    long most() {
        if (looking.isDone()) {
            throw new IllegalStateException("a value could not be looked at");
        }
        return most.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
