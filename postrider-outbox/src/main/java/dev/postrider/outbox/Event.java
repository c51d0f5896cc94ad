package dev.postrider.outbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event whose context is ready-made JSON text, sent byte for byte as it is.
 *
 * <p>The limits are checked by {@link Outbox#publish}, not here. Immutable; {@link Outbox#toEvent} makes one of any
 * object, to give it a time of its own for example.
 *
 * @param type the event type, 1 to 255 characters
 * @param context the text of a JSON object
 * @param environment 1 to 100 characters; null: the environment of the outbox's settings
 * @param dateTime when it happened, in the years 1900 to 2299 UTC; fractions finer than a microsecond are cut off; null: the
 *     database's clock at the moment of writing
 * @param metadataVersion version of the context's shape, 1 or more
 * @param traceParent W3C trace context of the cause, in the form that HTTP headers carry it; null: what the outbox's own source of
 *     trace contexts gives, which is none by default
 */
public record Event(
        String type,
        String context,
        @Nullable String environment,
        @Nullable Instant dateTime,
        long metadataVersion,
        @Nullable String traceParent) {

    /** An event of this moment, in the outbox's environment, of metadata version 1. */
    public static Event of(String type, String context) {
        return new Event(type, context, null, null, 1, null);
    }

    public Event withEnvironment(@Nullable String newEnvironment) {
        return new Event(type, context, newEnvironment, dateTime, metadataVersion, traceParent);
    }

    public Event withDateTime(@Nullable Instant newDateTime) {
        return new Event(type, context, environment, newDateTime, metadataVersion, traceParent);
    }

    public Event withMetadataVersion(long newMetadataVersion) {
        return new Event(type, context, environment, dateTime, newMetadataVersion, traceParent);
    }

    public Event withTraceParent(@Nullable String newTraceParent) {
        return new Event(type, context, environment, dateTime, metadataVersion, newTraceParent);
    }
}
