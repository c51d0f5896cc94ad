package dev.postrider.relay.trace;

import dev.postrider.relay.batch.SendOutcome;
import org.jspecify.annotations.Nullable;

/** The trace of one insert. */
public interface InsertTrace {
    /** The W3C {@code traceparent} that goes with it, so that the sink can add to the trace; null for none. */
    @Nullable
    String traceParent();

    /** The sink has answered, or was given up. Called once. */
    void ended(SendOutcome outcome);

    /** The trace of an insert that is not traced. */
    static InsertTrace none() {
        return Untraced.INSTANCE;
    }
}
