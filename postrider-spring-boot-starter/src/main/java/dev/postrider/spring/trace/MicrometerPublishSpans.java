package dev.postrider.spring.trace;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/**
 * A producer span for each call that publishes. While it is the thread's current one, {@link MicrometerTraceParents} gives its context,
 * which goes into the event's row: that is the message's header here.
 */
final class MicrometerPublishSpans implements PublishSpans {

    /** Of the timer that is made of the spans too. */
    static final String NAME = "postrider.publish";

    private static final String PUBLISH = "publish";

    private final ObservationRegistry registry;

    MicrometerPublishSpans(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public PublishSpan begin() {
        Observation observation = Observation.createNotStarted(
                        // the row carries the context: there are no headers to set
                        NAME, () -> new SenderContext<Object>((carrier, key, value) -> {}, Kind.PRODUCER), registry)
                .contextualName(PUBLISH + " " + Messaging.OUTBOX)
                .lowCardinalityKeyValue(Messaging.SYSTEM, Messaging.POSTRIDER)
                .lowCardinalityKeyValue(Messaging.DESTINATION, Messaging.OUTBOX)
                .lowCardinalityKeyValue(Messaging.OPERATION, PUBLISH)
                .lowCardinalityKeyValue(Messaging.OPERATION_TYPE, "send")
                .start();
        return new Open(observation, observation.openScope());
    }

    private record Open(Observation observation, Observation.Scope scope) implements PublishSpan {

        @Override
        public void published(Publication publication) {
            if (publication.type() != null) {
                observation.highCardinalityKeyValue("postrider.event_type", publication.type());
            }
            publication
                    .id()
                    .ifPresent(id -> observation.highCardinalityKeyValue(Messaging.MESSAGE_ID, Long.toString(id)));
            publication
                    .bytes()
                    .ifPresent(bytes -> observation.highCardinalityKeyValue(Messaging.BODY_SIZE, Long.toString(bytes)));
            if (publication.id().isEmpty()) {
                observation.highCardinalityKeyValue(Messaging.COUNT, Long.toString(publication.events()));
            }
            end();
        }

        @Override
        public void failed(Throwable reason) {
            observation.error(reason);
            end();
        }

        private void end() {
            scope.close();
            observation.stop();
        }
    }
}
