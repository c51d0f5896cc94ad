package dev.postrider.relay.tools.explain;

import dev.postrider.relay.sink.query.LogPlace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an event's id.
 *
 * @param outbox the outbox's name
 * @param eventId the id
 * @param lives every event that had this id, and each time that it was published: an id may be handed out twice after a failover
 *     that lost commits, and a dead letter that is requeued is published again; the oldest first
 * @param strays rows of the event log with this id that belong to none of them
 * @param notCompared columns of the event log that can't be compared, with the reason
 * @param doubt why the ledger can't be believed about what the outbox holds; null if it can
 * @param logUnknown why the event log could not be asked, so that what it holds is not known; null if it was asked
 */
public record Explanation(
        String outbox,
        long eventId,
        List<EventLife> lives,
        List<LogPlace> strays,
        Map<String, String> notCompared,
        @Nullable String doubt,
        @Nullable String logUnknown) {
    /** Copies the collections. */
    public Explanation {
        lives = List.copyOf(lives);
        strays = List.copyOf(strays);
        notCompared = Map.copyOf(notCompared);
    }

    /** What became of an event. */
    public enum Outcome {
        /** Committed, and in no batch yet. */
        WAITING,
        /** In a batch that is planned and not acknowledged. */
        UNDER_WAY,
        /** In a batch that is acknowledged. */
        DELIVERED,
        /** Refused by the event log, and nobody has decided yet. */
        DEAD_LETTER,
        /** Refused, and put back into the outbox. */
        REQUEUED,
        /** Refused, and given up. */
        DISCARDED,
        /** Refused, and its letter is gone. */
        REFUSED,
        /** Held by the outbox, beside a ledger that can't be believed about it. */
        UNKNOWN
    }

    /**
     * What became of one event after it was published.
     *
     * @param published null if nobody holds the event any more
     * @param committed null if it is not known which transaction it was
     * @param batch null if it is in none, or the ledger has forgotten it
     * @param refusal null if it was not refused
     * @param places where it is in the event log; one row is right for a delivered event
     * @param isEqual whether every column that can be compared is there as it was published; null if that can't be told any more
     */
    public record EventLife(
            Outcome outcome,
            @Nullable Published published,
            @Nullable Committed committed,
            @Nullable Batch batch,
            @Nullable Refusal refusal,
            List<LogPlace> places,
            @Nullable Boolean isEqual) {
        /** Copies the list. */
        public EventLife {
            places = List.copyOf(places);
        }
    }

    /**
     * The event as it was published.
     *
     * @param contextBytes the size of its context
     * @param isHeld whether the outbox still holds it
     */
    public record Published(
            String eventType,
            Instant eventDateTime,
            String environment,
            long metadataVersion,
            @Nullable String traceParent,
            int contextBytes,
            boolean isHeld) {}

    /**
     * When its transaction committed.
     *
     * @param txid the transaction
     * @param after the time of the last plan that did not see it; null if there was none
     * @param before the time of the first plan that saw it; null if there is none yet
     * @param at exactly, if the server keeps it ({@code track_commit_timestamp = on}) and still knows
     */
    public record Committed(
            long txid,
            @Nullable Instant after,
            @Nullable Instant before,
            @Nullable Instant at) {}

    /**
     * Its batch; all but the number is null or 0 if the ledger has forgotten it, and the outcome while it is under way.
     *
     * @param fence the relay's term
     * @param attempts how many sends it took
     */
    public record Batch(
            long batchNo,
            long fence,
            @Nullable Instant plannedAt,
            @Nullable Instant doneAt,
            int rows,
            int attempts,
            @Nullable String token) {}

    /**
     * Why it is a dead letter.
     *
     * @param shard the shard of the event log that refused it last, from 1; null where the event log is not in shards
     * @param times how often it was refused
     */
    public record Refusal(
            @Nullable Integer shard,
            int code,
            String reason,
            Instant failedAt,
            int times,
            @Nullable Instant requeuedAt,
            @Nullable Instant discardedAt,
            @Nullable String decidedBy,
            @Nullable String note) {}
}
