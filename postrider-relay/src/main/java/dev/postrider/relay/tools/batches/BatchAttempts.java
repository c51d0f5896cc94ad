package dev.postrider.relay.tools.batches;

import dev.postrider.relay.batch.AttemptOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attempts to send a batch. They are kept from the first one that failed on: the first ten and the newest twenty. What a relay had not
 * written down when it died is not known.
 *
 * @param kept in the order in which they ended
 * @param leftOut how many between them are not kept
 * @param isDerived whether none failed, and the only one is told by the ledger's row: its times are those of the plan and of the
 *     acknowledgement
 * @param remark what else there is to know, for people; null if that is nothing
 */
public record BatchAttempts(
        List<Attempt> kept,
        long leftOut,
        boolean isDerived,
        @Nullable String remark) {
    /** Copies the list. */
    public BatchAttempts {
        kept = List.copyOf(kept);
    }

    /**
     * One of them. Times are those of the database's clock.
     *
     * @param number from 1, in the order in which they ended
     * @param relay that sent; null if the ledger has forgotten it
     * @param shard from 0
     * @param part 1 is all that goes to the shard; the parts that a division makes have the next numbers
     * @param rows how many events were sent
     * @param endpoint where to, without user and password; null if that is not kept
     * @param code of ClickHouse's error; 0 if there is none
     * @param reason without any value of an event; null where it was stored
     */
    public record Attempt(
            int number,
            @Nullable String relay,
            int shard,
            int part,
            int rows,
            Instant beganAt,
            Instant endedAt,
            @Nullable String endpoint,
            AttemptOutcome outcome,
            int code,
            @Nullable String reason) {
        /** How long it took. */
        public Duration took() {
            return Duration.between(beganAt, endedAt);
        }
    }

    /** As far as the ledger tells. */
    static BatchAttempts of(BatchSummary batch, @Nullable String relay, List<Attempt> kept) {
        if (!kept.isEmpty()) {
            long leftOut = kept.get(kept.size() - 1).number() - (long) kept.size();
            return new BatchAttempts(kept, leftOut, false, afterThem(batch, kept));
        }
        Instant doneAt = batch.doneAt();
        if (doneAt == null) {
            return new BatchAttempts(kept, 0, false, "No attempt has failed, as far as a relay has written it down.");
        }
        if (batch.attempts() == 0) {
            return new BatchAttempts(kept, 0, false, "Nothing was sent.");
        }
        if (batch.attempts() > 1) {
            return new BatchAttempts(
                    kept,
                    batch.attempts(),
                    false,
                    "It was sent " + batch.attempts()
                            + " times, of which none is kept: in parts that were all stored, before"
                            + " attempts were kept, or so long ago that they were deleted.");
        }
        Attempt only = new Attempt(
                1, relay, 0, 1, batch.rows(), batch.plannedAt(), doneAt, null, AttemptOutcome.STORED, 0, null);
        return new BatchAttempts(List.of(only), 0, true, null);
    }

    /** As when one relay failed, and another one sent it. */
    private static @Nullable String afterThem(BatchSummary batch, List<Attempt> kept) {
        boolean isAnswered = switch (kept.get(kept.size() - 1).outcome()) {
            case STORED, REFUSED -> true;
            case UNAVAILABLE, UNKNOWN, TOO_LARGE -> false;
        };
        return batch.doneAt() == null || isAnswered ? null : "It was delivered after them, by a send that is not kept.";
    }
}
