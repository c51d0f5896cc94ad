package dev.postrider.outbox.await;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why an event was not delivered, or not in time. */
public sealed interface NotDelivered extends Delivery {

    /** Its transaction was rolled back, or the part of it that published: there is no such event, and will not be. */
    record RolledBack() implements NotDelivered {}

    /**
     * ClickHouse refused it.
     *
     * @param code ClickHouse's error code; null if it was refused without one
     * @param reason ClickHouse's words
     * @param isRequeued whether a person has put it back into the outbox, from where it is delivered again under the same identity. The
     *     ledger is not asked about that second time.
     */
    record DeadLetter(@Nullable Integer code, String reason, boolean isRequeued) implements NotDelivered {}

    /**
     * It may still be delivered.
     *
     * @param awaited what was still missing at the last look
     * @param waited how long it was waited for
     * @param reason why that takes so long, as far as somebody said so: an outage that a relay told of, what a replica answers, or why
     *     nobody could look; null if nobody did
     * @param outageSince when that outage began; null if there is none
     */
    record TimedOut(
            Awaited awaited,
            Duration waited,
            @Nullable String reason,
            @Nullable Instant outageSince) implements NotDelivered {}

    /**
     * Nobody can tell, and waiting does not help: the ledger is in doubt or has forgotten, or the database is another one than then.
     *
     * @param reason why, for people
     */
    record Unknown(String reason) implements NotDelivered {}

    /** What is waited for. */
    enum Awaited {
        /** The database has not answered yet. */
        DATABASE,
        /** That its transaction ends. */
        COMMIT,
        /** That its batch is acknowledged. */
        DELIVERY,
        /** That every replica asked has it; only where replicas are asked. */
        REPLICAS
    }
}
