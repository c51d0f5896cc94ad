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
        long outboxBytes) {

    /** What a status says. */
    public static HistoryEntry of(OutboxStatus status, long outboxBytes) {
        DeliveryState state = status.state();
        return new HistoryEntry(
                state.code(),
                state.because(),
                state.since(),
                status.pending(),
                status.pendingIsAtLeast(),
                status.lag(),
                status.processed(),
                status.failed(),
                outboxBytes);
    }

    /** Whether nothing happened between it and another one, and there was nothing to do. */
    public boolean restsSince(@Nullable HistoryEntry other) {
        return other != null
                && state.equals(DeliveryState.NOTHING_TO_DO)
                && withoutBytes().equals(other.withoutBytes());
    }

    private HistoryEntry withoutBytes() {
        return new HistoryEntry(state, reason, since, pending, pendingIsAtLeast, lag, delivered, deadLetters, 0);
    }
}
