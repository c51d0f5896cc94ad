package dev.postrider.relay.tools.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that the sink certainly refused, without its context; {@link DeadLetterContent} has that.
 *
 * @param eventId with {@code eventDateTime} the event's identity
 * @param batchNo the batch in which it was refused last
 * @param shard the shard of the event log that refused it last, from 1; null where the event log is not in shards
 * @param code the sink's error code; null if it gave none
 * @param times how often it was refused
 * @param decidedAt when it was requeued or discarded; null while it is open
 * @param decidedBy who decided; null if nobody said
 * @param note why; null if nobody said
 */
public record DeadLetter(
        long eventId,
        Instant eventDateTime,
        String eventType,
        String environment,
        long batchNo,
        @Nullable Integer shard,
        @Nullable Integer code,
        String reason,
        Instant failedAt,
        int times,
        DeadLetterState state,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable String note) {}
