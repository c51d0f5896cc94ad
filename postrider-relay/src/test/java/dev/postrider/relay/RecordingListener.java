package dev.postrider.relay;

import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.status.RelayStatus;
import dev.postrider.relay.status.SendFailure;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a relay told. */
final class RecordingListener implements RelayListener {
    final List<RelayState> states = new CopyOnWriteArrayList<>();
    final List<BatchReport> batches = new CopyOnWriteArrayList<>();
    final List<RefusedEvent> refused = new CopyOnWriteArrayList<>();
    final List<SendFailure> failures = new CopyOnWriteArrayList<>();
    final List<Outage> begun = new CopyOnWriteArrayList<>();
    final List<Outage> ended = new CopyOnWriteArrayList<>();

    @Override
    public void stateChanged(RelayStatus before, RelayStatus now) {
        states.add(now.state());
    }

    @Override
    public void batchDelivered(BatchReport report) {
        batches.add(report);
    }

    @Override
    public void eventsRefused(long batchNo, List<RefusedEvent> events) {
        refused.addAll(events);
    }

    @Override
    public void sendFailed(SendFailure failure) {
        failures.add(failure);
    }

    @Override
    public void outageBegan(Outage outage) {
        begun.add(outage);
    }

    @Override
    public void outageEnded(Outage outage) {
        ended.add(outage);
    }
}
