package dev.postrider.relay.status;

import dev.postrider.relay.batch.AttemptOutcome;
import dev.postrider.relay.batch.OneLine;
import dev.postrider.relay.batch.SendOutcome;

/**
 * An attempt to send a batch, or a part of it, that has ended.
 *
 * @param shard from 0
 * @param part 1 is all that goes to the shard
 * @param rows how many events were sent
 * @param beganNanos when, by the relay's clock
 * @param endedNanos when, by the relay's clock
 * @param endpoint where to, without user and password
 * @param code of the sink's error; 0 if there is none
 * @param reason in one line, without any value of an event; empty where it was stored
 */
public record SendAttempt(
        int shard,
        int part,
        int rows,
        long beganNanos,
        long endedNanos,
        String endpoint,
        AttemptOutcome outcome,
        int code,
        String reason) {
    private static final int LONGEST_REASON = 500;

    /** One that ended with that outcome. */
    public static SendAttempt of(
            int shard, int part, int rows, long beganNanos, long endedNanos, String endpoint, SendOutcome outcome) {
        SendOutcome.Failed failed = outcome instanceof SendOutcome.Failed f ? f : null;
        return new SendAttempt(
                shard,
                part,
                rows,
                beganNanos,
                endedNanos,
                endpoint,
                AttemptOutcome.of(outcome),
                failed == null ? 0 : failed.code(),
                failed == null ? "" : brief(OneLine.of(failed.reason())));
    }

    private static String brief(String reason) {
        return reason.codePointCount(0, reason.length()) <= LONGEST_REASON
                ? reason
                : reason.substring(0, reason.offsetByCodePoints(0, LONGEST_REASON - 1)) + "…";
    }
}
