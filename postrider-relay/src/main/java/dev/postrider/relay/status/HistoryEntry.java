package dev.postrider.relay.status;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How delivery stood at one moment, as it is kept.
 *
 * @param state the {@linkplain DeliveryState#code() code} of the state
 * @param reason why; null where the state needs no reason
 * @param since since when events were not delivered; null where they were, or where that was not known
 * @param pending events committed and not delivered; null if that was not known
 * @param pendingIsAtLeast whether they were not counted to the end
 * @param lag how long the oldest of them had waited; null if that was not known
 * @param delivered events delivered since the outbox was made
 * @param deadLetters dead letters that nobody had decided about
 * @param outboxBytes disk that the outbox took
 * @param batches the number of the newest acknowledged batch, 0 if there was none; null if that was not known
 * @param insertTimes how long inserts took since the entry before; null if that was not known
 */
public record HistoryEntry(
        String state,
        @Nullable String reason,
        @Nullable Instant since,
        @Nullable Long pending,
        boolean pendingIsAtLeast,
        @Nullable Duration lag,
        long delivered,
        long deadLetters,
        long outboxBytes,
        @Nullable Long batches,
        @Nullable InsertTimes insertTimes) {

    /**
     * What a status says.
     *
     * @param insertTimes since the entry before, as far as the relay that writes it down has measured them
     */
    public static HistoryEntry of(OutboxStatus status, long outboxBytes, InsertTimes insertTimes) {
        DeliveryState state = status.state();
        LedgerProgress.Success last = status.progress().lastSuccess();
        return new HistoryEntry(
                state.code(),
                state.because(),
                state.since(),
                status.pending(),
                status.pendingIsAtLeast(),
                status.lag(),
                status.processed(),
                status.failed(),
                outboxBytes,
                last == null ? 0 : last.batchNo(),
                insertTimes);
    }

    /** Whether nothing happened between it and another one, and there was nothing to do. */
    public boolean restsSince(@Nullable HistoryEntry other) {
        return other != null
                && state.equals(DeliveryState.NOTHING_TO_DO)
                && withoutFigures().equals(other.withoutFigures());
    }

    private HistoryEntry withoutFigures() {
        return new HistoryEntry(
                state, reason, since, pending, pendingIsAtLeast, lag, delivered, deadLetters, 0, null, null);
    }
}
