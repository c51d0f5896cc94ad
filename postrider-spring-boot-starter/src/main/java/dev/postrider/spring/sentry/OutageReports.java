package dev.postrider.spring.sentry;

import dev.postrider.relay.Outage;
import dev.postrider.relay.RelayListener;
import dev.postrider.relay.SendFailure;
import dev.postrider.relay.batch.RefusedEvent;
import io.sentry.IScopes;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.protocol.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reports each outage once, however many attempts fail in it, and each batch with refused events. Outages of one kind at one
 * place are one issue in Sentry, from however many relays, and so are refusals of one code. Thread-safe.
 */
final class OutageReports implements RelayListener {

    private final IScopes sentry;
    private volatile @Nullable SendFailure lastFailure;

    OutageReports(IScopes sentry) {
        this.sentry = sentry;
    }

    @Override
    public void sendFailed(SendFailure failure) {
        lastFailure = failure;
    }

    @Override
    public void eventsRefused(long batchNo, List<RefusedEvent> events) {
        RefusedEvent first = events.get(0);
        SentryEvent event = new SentryEvent();
        event.setLevel(SentryLevel.ERROR);
        event.setLogger("postrider.relay");
        event.setMessage(message(events.size() + " refused events are dead letters: " + first.reason()));
        event.setFingerprints(List.of("postrider-refused", Integer.toString(first.code())));
        event.getContexts()
                .put(
                        "refused",
                        Map.of(
                                "batch_no", batchNo,
                                "events", events.size(),
                                "first_event_id", first.eventId(),
                                "code", first.code(),
                                "reason", first.reason()));
        sentry.captureEvent(event);
    }

    @Override
    public void outageBegan(Outage outage) {
        SentryEvent event = new SentryEvent();
        event.setLevel(outage.kind().equals("halted") ? SentryLevel.FATAL : SentryLevel.ERROR);
        event.setLogger("postrider.relay");
        event.setMessage(message("Delivery is interrupted: " + outage.where() + ": " + outage.reason()));
        event.setFingerprints(List.of("postrider-outage", outage.where(), outage.kind()));
        event.setTag("postrider.where", outage.where());
        event.setTag("postrider.kind", outage.kind());
        event.getContexts()
                .put(
                        "outage",
                        Map.of(
                                "where", outage.where(),
                                "kind", outage.kind(),
                                "code", outage.code(),
                                "reason", outage.reason(),
                                "since", outage.since().toString()));
        SendFailure failure = lastFailure;
        if (failure != null) {
            event.getContexts()
                    .put(
                            "batch",
                            Map.of(
                                    "batch_no", failure.batchNo(),
                                    "rows", failure.rows(),
                                    "attempt", failure.attempt()));
        }
        sentry.captureEvent(event);
    }

    @Override
    public void outageEnded(Outage outage) {
        lastFailure = null;
    }

    private static Message message(String text) {
        Message message = new Message();
        message.setFormatted(text);
        return message;
    }
}
