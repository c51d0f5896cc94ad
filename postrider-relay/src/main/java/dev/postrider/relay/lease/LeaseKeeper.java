package dev.postrider.relay.lease;

import dev.postrider.relay.threads.RelayThreads;
import dev.postrider.relay.threads.StopSignal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prolongs the lease in a thread of its own from the moment it was taken, and tells when it is lost. Looking at a ledger and at a
 * large event log may take longer than a lease.
 */
public final class LeaseKeeper implements AutoCloseable {
    private static final Duration RETRY = Duration.ofMillis(50);

    private final Lease lease;
    private final long fence;
    private final String identity;
    private final Duration interval;
    private final StopSignal pauses = new StopSignal();
    private final Thread thread;
    private @Nullable Throwable lost;
    private @Nullable Consumer<Throwable> listener;

    public LeaseKeeper(Lease lease, long fence, Duration term) {
        this.lease = lease;
        this.fence = fence;
        this.identity = lease.identity();
        this.interval = term.dividedBy(4);
        this.thread = RelayThreads.ofThisRelay().daemon("postrider-lease", this::keep);
        thread.start();
    }

    /** Tells the reason once the lease is lost; at once if it is lost already. */
    public synchronized void onLoss(Consumer<Throwable> hears) {
        listener = hears;
        if (lost != null) {
            hears.accept(lost);
        }
    }

    /**
     * Makes sure, before something is done that can't be undone, that the lease is still held: the process may have been paused
     * for longer than it lasts. Costs nothing while it was prolonged in time.
     *
     * @throws FenceLostException if another relay may have it
     */
    public void confirm() throws SQLException {
        if (isLost() || (!lease.isHeld() && !lease.prolong(fence))) {
            throw new FenceLostException(fence, "about to send a batch");
        }
    }

    private synchronized void lose(Throwable reason) {
        if (lost == null) {
            lost = reason;
            if (listener != null) {
                listener.accept(reason);
            }
        }
    }

    private synchronized boolean isLost() {
        return lost != null;
    }

    private void keep() {
        boolean prolonged = true;
        while (!pauses.ended() && !isLost()) {
            // After a failure another connection may do, while there is time.
            pauses.sleep(prolonged ? interval : RETRY);
            if (!pauses.ended()) {
                prolonged = prolong();
            }
        }
    }

    private boolean prolong() {
        try {
            if (!lease.prolong(fence) || !lease.identity().equals(identity)) {
                lose(new FenceLostException(fence, "prolonging the lease"));
            }
            return true;
        } catch (SQLException e) {
            if (!lease.isHeld()) {
                lose(e);
            }
            return false;
        } catch (Throwable e) {
            // Without this thread the lease would run out unnoticed.
            lose(e);
            return false;
        }
    }

    @Override
    public void close() {
        pauses.end();
        try {
            thread.join(Duration.ofSeconds(1).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
