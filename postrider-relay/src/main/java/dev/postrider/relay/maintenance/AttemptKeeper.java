package dev.postrider.relay.maintenance;

import dev.postrider.relay.status.AttemptRecord;
import dev.postrider.relay.status.SendAttempts;
import dev.postrider.relay.status.SendAttempts.OfBatch;
import dev.postrider.relay.threads.RelayClock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Writes down what became of attempts to send. Apart from the threads that send: whatever PostgreSQL does about it, they don't notice. A
 * relay that dies loses what it has not written down yet, half a second of it as a rule. For one thread.
 */
final class AttemptKeeper {
    private static final Duration CHECK_EVERY = Duration.ofMillis(500);

    private final AttemptRecord record;
    private final SendAttempts attempts;
    private final RelayClock clock;

    AttemptKeeper(AttemptRecord record, SendAttempts attempts, RelayClock clock) {
        this.record = record;
        this.attempts = attempts;
        this.clock = clock;
    }

    /** Writes down what was left since; gives the time until the next look. Costs nothing where no attempt failed. */
    Duration keep() throws SQLException {
        List<OfBatch> taken = attempts.take();
        if (!taken.isEmpty()) {
            try {
                record.write(taken, clock.nanos());
            } catch (SQLException | RuntimeException e) {
                attempts.putBack(taken);
                throw e;
            }
        }
        return CHECK_EVERY;
    }
}
