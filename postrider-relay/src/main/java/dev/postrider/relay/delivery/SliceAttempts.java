package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.divide.Part;
import dev.postrider.relay.sink.Serving;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.status.SendAttempt;
import dev.postrider.relay.status.SendAttempts;
import dev.postrider.relay.threads.RelayClock;
import java.util.List;

/**
 * Leaves what became of each attempt to send a slice to be written down, from the first one that failed on. Asks nobody anything. For one
 * thread.
 */
final class SliceAttempts {
    private final Slice slice;
    private final Sink sink;
    private final SendAttempts attempts;
    private final RelayClock clock;
    private String endpoint = "";
    private long beganNanos;
    private boolean hasFailed;

    SliceAttempts(Slice slice, Sink sink, SendAttempts attempts, RelayClock clock) {
        this.slice = slice;
        this.sink = sink;
        this.attempts = attempts;
        this.clock = clock;
        this.hasFailed = attempts.hasFailed(slice.batchNo());
    }

    /** A send begins: of several servers another one may serve when it ends. */
    void begins() {
        List<Serving> serving = sink.serving();
        endpoint = serving.isEmpty() ? sink.description() : serving.get(0).endpoint();
        beganNanos = clock.nanos();
    }

    /** It has ended. */
    void ended(Part part, int rows, SendOutcome outcome) {
        hasFailed |= outcome instanceof SendOutcome.Failed;
        if (hasFailed) {
            attempts.add(
                    slice.batchNo(),
                    SendAttempt.of(slice.shard(), part.number(), rows, beganNanos, clock.nanos(), endpoint, outcome));
        }
    }
}
