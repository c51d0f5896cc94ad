package dev.postrider.spring.sentry;

import dev.postrider.spring.trace.Publication;
import dev.postrider.spring.trace.PublishSpan;
import dev.postrider.spring.trace.PublishSpans;
import io.sentry.IScopes;
import io.sentry.ISpan;
import io.sentry.SpanStatus;
import org.jspecify.annotations.Nullable;

/** A span of the operation {@code queue.publish} in Sentry's current transaction, where there is one. Thread-safe. */
final class QueuePublishSpans implements PublishSpans {

    private static final String OUTBOX = "event_outbox";

    private final IScopes sentry;

    QueuePublishSpans(IScopes sentry) {
        this.sentry = sentry;
    }

    @Override
    public PublishSpan begin() {
        ISpan parent = sentry.getSpan();
        return new Open(parent == null ? null : parent.startChild("queue.publish", OUTBOX));
    }

    private record Open(@Nullable ISpan span) implements PublishSpan {

        @Override
        public void published(Publication publication) {
            if (span == null) {
                return;
            }
            span.setData("messaging.system", "postrider");
            span.setData("messaging.destination.name", OUTBOX);
            publication.id().ifPresent(id -> span.setData("messaging.message.id", Long.toString(id)));
            publication.bytes().ifPresent(bytes -> span.setData("messaging.message.body.size", bytes));
            if (publication.id().isEmpty()) {
                span.setData("messaging.batch.message_count", publication.events());
            }
            span.finish(SpanStatus.OK);
        }

        @Override
        public void failed(Throwable reason) {
            if (span != null) {
                span.setThrowable(reason);
                span.finish(SpanStatus.INTERNAL_ERROR);
            }
        }
    }
}
