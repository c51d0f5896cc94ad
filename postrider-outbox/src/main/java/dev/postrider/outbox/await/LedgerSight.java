package dev.postrider.outbox.await;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL knows of an event; the states are those of the function {@code postrider.event_deliveries}, in migration 26.
 *
 * @param outbox the outbox's name
 * @param batchNo of what is delivered; else 0
 * @param deliveredAt of what is delivered; else null
 * @param committedAt of what is delivered, where the server keeps it; else null
 * @param code ClickHouse's, of what was refused
 * @param reason why, where there is something to say
 * @param outageSince since when the outage under way lasts, of what waits; null if there is none
 */
public record LedgerSight(
        State state,
        String outbox,
        long batchNo,
        @Nullable Instant deliveredAt,
        @Nullable Instant committedAt,
        @Nullable Integer code,
        @Nullable String reason,
        @Nullable Instant outageSince) {

    /** Where it is. */
    public enum State {
        /** Its transaction has not ended. */
        OPEN,
        /** Its transaction was rolled back. */
        ROLLED_BACK,
        /** Its transaction was committed and the event is not there: rolled back to a savepoint, if a second look says so too. */
        ABSENT,
        /** Committed, and in no acknowledged batch. */
        WAITING,
        /** In an acknowledged batch, and not refused. */
        DELIVERED,
        /** Refused, for good or until somebody decides. */
        DEAD_LETTER,
        /** Refused, and put back into the outbox. */
        REQUEUED,
        /** Delivered and emptied, or rolled back to a savepoint. */
        GONE,
        /** Nobody can tell. */
        UNKNOWN
    }

    /** As something that becomes of an event, if it is the last word; else null. */
    public @Nullable Delivery outcome() {
        return switch (state) {
            case DELIVERED -> new Delivery.Delivered(batchNo, known(deliveredAt), sinceCommit());
            case ROLLED_BACK -> new NotDelivered.RolledBack();
            case DEAD_LETTER, REQUEUED -> new NotDelivered.DeadLetter(code, words(), state == State.REQUEUED);
            case GONE, UNKNOWN -> new NotDelivered.Unknown(words());
            case OPEN, ABSENT, WAITING -> null;
        };
    }

    /** As something that is worth another look. */
    public <T> Sight.NotYet<T> notYet() {
        return new Sight.NotYet<>(
                state == State.OPEN ? NotDelivered.Awaited.COMMIT : NotDelivered.Awaited.DELIVERY, reason, outageSince);
    }

    /** From the commit to the acknowledgement. */
    private @Nullable Duration sinceCommit() {
        return committedAt == null ? null : Duration.between(committedAt, known(deliveredAt));
    }

    private String words() {
        return reason == null ? "" : reason;
    }

    private static Instant known(@Nullable Instant time) {
        if (time == null) {
            throw new IllegalStateException("a delivered event without the time of its acknowledgement");
        }
        return time;
    }
}
