package dev.postrider.relay.trace;

/**
 * Makes a trace of each batch. Called from the relay's threads; an implementation is thread-safe and quick, and waits for nobody: what it
 * has to send goes by a thread of its own. What it throws is logged, and delivery goes on.
 */
public interface BatchTracer {
    /** Whether batches are traced; asked once for each. If not, nothing is gathered for it. */
    boolean isOn();

    /** A batch was read, and is on its way. It has one event at least. */
    BatchTrace begin(BatchReading reading);

    /** Traces nothing. */
    static BatchTracer none() {
        return new BatchTracer() {
            @Override
            public boolean isOn() {
                return false;
            }

            @Override
            public BatchTrace begin(BatchReading reading) {
                return BatchTrace.none();
            }
        };
    }
}
