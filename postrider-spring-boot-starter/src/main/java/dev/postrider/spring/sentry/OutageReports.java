package dev.postrider.spring.sentry;

import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.SendFailure;
import io.sentry.IScopes;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.protocol.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reports each outage once, however many attempts fail in it, and each batch with refused events. Outages of one kind at one
 * place are one issue in Sentry, from however many relays, and so are refusals of one code; the databases of several outboxes
 * are as many places. Thread-safe.
 */
final class OutageReports implements RelayListener {

    private final IScopes sentry;
    private final @Nullable String outbox;
    private volatile @Nullable SendFailure lastFailure;

    /** @param outbox which of several outboxes it is that is reported about; null where there is one */
    OutageReports(IScopes sentry, @Nullable String outbox) {
        this.sentry = sentry;
        this.outbox = outbox;
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
        capture(event);
    }

    @Override
    public void outageBegan(Outage outage) {
        SentryEvent event = new SentryEvent();
        event.setLevel(outage.kind() == Outage.Kind.HALTED ? SentryLevel.FATAL : SentryLevel.ERROR);
        event.setLogger("postrider.relay");
        event.setMessage(message("Delivery is interrupted: " + outage.where().text() + ": " + outage.reason()));
        event.setFingerprints(
                outbox == null || outage.where() == Outage.Where.CLICKHOUSE
                        ? List.of(
                                "postrider-outage",
                                outage.where().text(),
                                outage.kind().text())
                        : List.of(
                                "postrider-outage",
                                outage.where().text(),
                                outage.kind().text(),
                                outbox));
        event.setTag("postrider.where", outage.where().text());
        event.setTag("postrider.kind", outage.kind().text());
        event.getContexts()
                .put(
                        "outage",
                        Map.of(
                                "where", outage.where().text(),
                                "kind", outage.kind().text(),
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
        capture(event);
    }

    private void capture(SentryEvent event) {
        if (outbox != null) {
            event.setTag("postrider.outbox", outbox);
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
