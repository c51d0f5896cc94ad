package dev.postrider.relay.tools.deadletter;

import org.jspecify.annotations.Nullable;

/**
 * A dead letter with all of its event.
 *
 * @param eventContext the JSON text as it was published
 * @param traceParent null if the event carries none
 * @param transaction the id of the transaction whose row was refused
 */
public record DeadLetterContent(
        DeadLetter letter,
        String eventContext,
        long metadataVersion,
        @Nullable String traceParent,
        String transaction) {}
