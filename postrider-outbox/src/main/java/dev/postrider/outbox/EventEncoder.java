package dev.postrider.outbox;

import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns what the caller publishes into checked rows. */
record EventEncoder(OutboxSettings settings, ContextWriter contexts, Supplier<@Nullable String> traceParents) {

    Event toEvent(Object event) {
        if (event instanceof Event ready) {
            return ready;
        }
        EventName name = EventName.of(event.getClass());
        String context = contexts.write(event, name.type(), settings.maxContextBytes());
        return new Event(name.type(), context, null, null, name.metadataVersion(), null);
    }

    EventRow encode(@Nullable Object published) {
        if (published == null) {
            throw new InvalidEventException("the event is null: publish an object, or Event.of(type, json)");
        }
        Event event = toEvent(published);
        EventRules.requireType(event.type());
        String environment = event.environment() == null ? settings.environment() : event.environment();
        EventRules.requireEnvironment(environment);
        EventRules.requireMetadataVersion(event.metadataVersion());
        Instant dateTime = event.dateTime();
        if (dateTime != null) {
            EventRules.requireDateTime(dateTime);
        }
        String traceParent = event.traceParent() == null ? traceParents.get() : event.traceParent();
        if (traceParent != null) {
            EventRules.requireTraceParent(traceParent);
        }
        int contextBytes = JsonText.requireObject(event.type(), event.context(), settings.maxContextBytes());
        return new EventRow(
                new Event(
                        event.type(),
                        event.context(),
                        environment,
                        dateTime == null ? null : EventTime.cut(dateTime),
                        event.metadataVersion(),
                        traceParent),
                contextBytes);
    }
}
