package dev.postrider.relay.tools.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters that have something in common.
 *
 * @param code their error code; null if they are not grouped by it, or the sink gave none
 * @param text their event type, or what their reasons have in common; null if they are not grouped by either
 * @param letters how many there are
 * @param newest when the last one of them was refused
 * @param exampleEventId the id of one of their events
 */
public record DeadLetterGroup(
        @Nullable Integer code, @Nullable String text, long letters, Instant newest, long exampleEventId) {}
