package dev.postrider.spring.trace;

/**
 * The names of OpenTelemetry's semantic conventions for messaging, with the outbox as the place that messages are sent to.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/">Semantic conventions for messaging spans</a>
 */
final class Messaging {

    static final String SYSTEM = "messaging.system";
    static final String POSTRIDER = "postrider";
    static final String DESTINATION = "messaging.destination.name";
    static final String OUTBOX = "event_outbox";
    static final String OPERATION = "messaging.operation.name";
    static final String OPERATION_TYPE = "messaging.operation.type";
    static final String MESSAGE_ID = "messaging.message.id";
    static final String BODY_SIZE = "messaging.message.body.size";
    static final String COUNT = "messaging.batch.message_count";

    private Messaging() {}
}
