package dev.postrider.relay.sink;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.SendOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What takes encoded batches. Thread-safe: several batches may be sent at once.
 *
 * <p>A batch that is sent again under the same token must be stored once.
 */
public interface Sink extends AutoCloseable {
    /** Where batches go, for people: never with a password. */
    String description();

    /**
     * Finds out how rows are written, and creates the event log if it is missing. May be called again at any time.
     *
     * @throws SinkException if the sink can't be reached or can't take events as it is; the message says which and what to do
     */
    RowLayout prepare() throws SinkException;

    /** What the sink holds, for those who ask; null if it can't be asked. */
    default @Nullable EventLog eventLog() {
        return null;
    }

    /** Sends a batch and waits for what becomes of it. Never throws for what the sink or the network does. */
    SendOutcome send(EncodedBatch batch);

    /** Breaks off the sends under way, from another thread: each ends as unknown. The sink stays usable. */
    void abort();

    /** Ends all connections; the relay that was given the sink calls it. */
    @Override
    void close();
}
