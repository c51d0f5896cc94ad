package dev.postrider.benchmarks.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** Looks at a value twice a second until it is closed. */
final class Sampling implements AutoCloseable {
    private final List<Double> values = new ArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> looking;

    Sampling(DoubleSupplier value) {
        looking = thread.scheduleAtFixedRate(() -> take(value.getAsDouble()), 0, 500, TimeUnit.MILLISECONDS);
    }

    private synchronized void take(double value) {
        values.add(value);
    }

    /** What was seen; fails if a look failed. */
    synchronized List<Double> values() {
        if (looking.isDone()) {
            throw new IllegalStateException("a value could not be looked at");
        }
        return List.copyOf(values);
    }

    double most() {
        return values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
