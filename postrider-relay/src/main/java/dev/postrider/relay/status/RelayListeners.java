package dev.postrider.relay.status;

import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.content.IdWindowComparison;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several listeners what one relay does; one that throws does not keep the others from hearing. */
public final class RelayListeners implements RelayListener {

    private static final Logger log = LoggerFactory.getLogger(RelayListeners.class);

    private final List<RelayListener> listeners;

    /** In the order in which they are told. */
    public RelayListeners(List<RelayListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void stateChanged(RelayStatus before, RelayStatus now) {
        tell(listener -> listener.stateChanged(before, now));
    }

    @Override
    public void batchDelivered(BatchReport report) {
        tell(listener -> listener.batchDelivered(report));
    }

    @Override
    public void eventsRefused(long batchNo, List<RefusedEvent> events) {
        tell(listener -> listener.eventsRefused(batchNo, events));
    }

    @Override
    public void sendStored(long batchNo, int rows) {
        tell(listener -> listener.sendStored(batchNo, rows));
    }

    @Override
    public void sendRefused(long batchNo, int rows, SendOutcome.Refused refusal) {
        tell(listener -> listener.sendRefused(batchNo, rows, refusal));
    }

    @Override
    public void sendFailed(SendFailure failure) {
        tell(listener -> listener.sendFailed(failure));
    }

    @Override
    public void idWindowCompared(IdWindowComparison compared) {
        tell(listener -> listener.idWindowCompared(compared));
    }

    @Override
    public void outageBegan(Outage outage) {
        tell(listener -> listener.outageBegan(outage));
    }

    @Override
    public void outageEnded(Outage outage) {
        tell(listener -> listener.outageEnded(outage));
    }

    private void tell(Consumer<RelayListener> message) {
        for (RelayListener listener : listeners) {
            try {
                message.accept(listener);
            } catch (RuntimeException e) {
                log.atError()
                        .setCause(e)
                        .addKeyValue("listener", listener.getClass().getName())
                        .log("a listener failed; delivery goes on");
            }
        }
    }
}
