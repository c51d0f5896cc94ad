package dev.postrider.relay.delivery;

import dev.postrider.relay.settings.RelaySettings.Backoff;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** The pauses of one row of failures: doubled each time up to the longest, each between half of it and the whole. */
public final class BackoffSteps {
    private final Backoff backoff;
    private final DoubleSupplier random;
    private Duration next;

    public BackoffSteps(Backoff backoff, DoubleSupplier random) {
        this.backoff = backoff;
        this.random = random;
        this.next = backoff.first();
    }

    /** The next pause. */
    public Duration next() {
        Duration full = next;
        Duration doubled = full.multipliedBy(2);
        next = doubled.compareTo(backoff.longest()) < 0 ? doubled : backoff.longest();
        // Jitter: relays that failed at the same moment don't come back at the same moment.
        return Duration.ofNanos((long) (full.toNanos() * (0.5 + 0.5 * random.getAsDouble())));
    }

    public void reset() {
        next = backoff.first();
    }
}
