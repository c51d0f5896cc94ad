package dev.postrider.relay.tools.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as the event log has it.
 *
 * @param key where it is among all others
 * @param eventType its type
 * @param eventDateTime its time
 * @param environment its environment; null where the event log keeps none
 * @param metadataVersion its version; null where the event log keeps none
 * @param eventId its id in the outbox; null where the event log keeps none
 * @param outbox from which outbox it came; null where the event log does not keep that
 * @param traceParent its trace; null for none
 * @param eventContext the context's text, byte for byte as it is stored
 */
public record LoggedEvent(
        EventKey key,
        String eventType,
        Instant eventDateTime,
        @Nullable String environment,
        @Nullable Long metadataVersion,
        @Nullable Long eventId,
        @Nullable String outbox,
        @Nullable String traceParent,
        String eventContext) {}
