package dev.postrider.relay.status;

import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.content.IdWindowComparison;
import java.util.List;

/**
 * Hears what a relay does: the place for metrics and error reports. Called from the relay's threads, several at once; an
 * implementation must be thread-safe and quick. What it throws is logged and changes nothing.
 */
public interface RelayListener {
    /** The relay began to do something else. */
    default void stateChanged(RelayStatus before, RelayStatus now) {}

    /** A batch was delivered and acknowledged. */
    default void batchDelivered(BatchReport report) {}

    /** The sink refused events of a batch that was delivered otherwise; they are dead letters now. In the batch's order. */
    default void eventsRefused(long batchNo, List<RefusedEvent> events) {}

    /** One insert was stored: a batch, or a part of one. */
    default void sendStored(long batchNo, int rows) {}

    /** One insert was refused: a batch, or a part of one in the search for the events that are refused. */
    default void sendRefused(long batchNo, int rows, SendOutcome.Refused refusal) {}

    /** One attempt to bring a batch into the sink failed, so that delivery waits; called for every attempt. */
    default void sendFailed(SendFailure failure) {}

    /** Delivery stopped working; called once for an outage, however its reason changes and however many attempts fail. */
    default void outageBegan(Outage outage) {}

    /** Delivery works again. */
    default void outageEnded(Outage outage) {}

    /** An id window was compared with the event log, in the background. */
    default void idWindowCompared(IdWindowComparison compared) {}

    /** Hears nothing. */
    static RelayListener none() {
        return new RelayListener() {};
    }
}
