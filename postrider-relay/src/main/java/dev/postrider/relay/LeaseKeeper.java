package dev.postrider.relay;

import dev.postrider.relay.lease.Lease;
import dev.postrider.relay.ledger.FenceLostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/** Prolongs the lease in a thread of its own while a term lasts, and ends the line when the lease is lost. */
final class LeaseKeeper implements AutoCloseable {
    private static final Duration RETRY = Duration.ofMillis(50);

    private final Lease lease;
    private final long fence;
    private final String life;
    private final Duration interval;
    private final DeliveryLine line;
    private final Pauses pauses = new Pauses();
    private final Thread thread;

    LeaseKeeper(Lease lease, long fence, Duration term, DeliveryLine line) {
        this.lease = lease;
        this.fence = fence;
        this.life = lease.life();
        this.interval = term.dividedBy(4);
        this.line = line;
        this.thread = new Thread(this::keep, "postrider-lease");
        thread.setDaemon(true);
        thread.start();
    }

    private void keep() {
        // Not only while the line is young: batches on their way at a stop are acknowledged under the lease too.
        boolean prolonged = true;
        while (!pauses.ended() && line.failure() == null) {
            // After a failure another connection may do, while there is time.
            pauses.sleep(prolonged ? interval : RETRY);
            if (!pauses.ended()) {
                prolonged = prolong();
            }
        }
    }

    private boolean prolong() {
        try {
            OptionalLong held = lease.take();
            if (held.isEmpty() || held.getAsLong() != fence || !lease.life().equals(life)) {
                line.fail(new FenceLostException(fence, "the lease was prolonged"));
            }
            return true;
        } catch (SQLException e) {
            if (!lease.isHeld()) {
                line.fail(e);
            }
            return false;
        } catch (Throwable e) {
            // Without this thread the lease would run out unnoticed.
            line.fail(e);
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
