package dev.postrider.relay.status;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether events are delivered, in one word and with the reason: decided here alone, from what the ledger tells, whichever process
 * delivers. Times are those of the database's clock.
 */
public sealed interface DeliveryState {

    /** A batch was acknowledged so lately that delivery flows, though nothing waits at this moment. */
    Duration LATELY = Duration.ofMinutes(1);

    /** A batch that is longer under way, while no other is acknowledged, is stuck; one insert takes half a minute at the most by default. */
    Duration LONGEST_SEND = Duration.ofMinutes(5);

    /** Within this time another relay takes over, if there is one; until then nobody need know that events wait for it. */
    Duration LONGEST_HAND_OVER = Duration.ofSeconds(15);

    /** No relay lets an event wait longer for a batch to fill. */
    Duration LONGEST_WAIT = Duration.ofHours(1);

    /** The {@link #code()} of {@link NothingToDo}. */
    String NOTHING_TO_DO = "nothing_to_do";

    /** The {@link #code()} of {@link NotKnown}. */
    String NOT_KNOWN = "not_known";

    /** The reason that no relay holds the lease. */
    String NO_RELAY = "no relay is active";

    /** Events are delivered, or were a moment ago, or wait for their batch to fill or for another relay to take over. */
    record Flowing() implements DeliveryState {}

    /**
     * Everything is delivered.
     *
     * @param isRelayActive whether a relay would deliver the next event
     */
    record NothingToDo(boolean isRelayActive) implements DeliveryState {}

    /**
     * Events are not delivered.
     *
     * @param reason why, for people
     * @param since since when; null if that is not known
     */
    record NotDelivering(String reason, @Nullable Instant since) implements DeliveryState {}

    /**
     * A person has paused delivery: no more batches are planned until somebody resumes it.
     *
     * @param because who did it, if they said, and why
     * @param since since when
     */
    record Paused(String because, Instant since) implements DeliveryState {
        static Paused of(PausedDelivery pause) {
            return new Paused((pause.by() == null ? "" : "by " + pause.by() + ": ") + pause.note(), pause.since());
        }
    }

    /**
     * What PostgreSQL has does not tell.
     *
     * @param reason why not, for people
     */
    record NotKnown(String reason) implements DeliveryState {}

    /** What a status says. */
    static DeliveryState of(OutboxStatus status) {
        ToldOutage outage = status.outage();
        if (status.doubt() != null) {
            return new NotKnown(status.doubt());
        }
        if (status.pause() != null) {
            return Paused.of(status.pause());
        }
        if (outage != null) {
            return new NotDelivering(
                    (status.isRelayMissing() ? NO_RELAY + "; the last one told of " : "") + outage.summary(),
                    outage.since());
        }
        boolean isWaiting = status.pending() != null && status.pending() > 0;
        if (status.isRelayMissing()) {
            return isWaiting ? withoutRelay(status.progress()) : new NothingToDo(false);
        }
        if (status.progress().isAcknowledgedWithin(LATELY)) {
            return new Flowing();
        }
        if (status.progress().isStandby()) {
            return new NotKnown("a standby of PostgreSQL does not tell whether a relay is active");
        }
        return isWaiting ? whileEventsWait(status) : new NothingToDo(true);
    }

    private static DeliveryState withoutRelay(LedgerProgress progress) {
        Instant since = progress.noRelaySince();
        // A time to come was noted before the clock was set back, and nobody knows how long ago.
        boolean isLately =
                since != null && !progress.isBefore(since, LONGEST_HAND_OVER) && !since.isAfter(progress.askedAt());
        return isLately ? new Flowing() : new NotDelivering(NO_RELAY, since);
    }

    private static DeliveryState whileEventsWait(OutboxStatus status) {
        LedgerProgress progress = status.progress();
        Instant planned = progress.underWaySince();
        if (planned != null && progress.isBefore(planned, LONGEST_SEND)) {
            return new NotDelivering(
                    "a batch was planned then and is not acknowledged; the active relay tells of no outage", planned);
        }
        Lag waiting = status.waiting();
        if (planned == null && waiting != null && waiting.atLeast().compareTo(LONGEST_WAIT) > 0) {
            return new NotDelivering(
                    "events wait and no batch is planned; the active relay tells of no outage",
                    progress.askedAt().minus(waiting.atLeast()));
        }
        return new Flowing();
    }

    /** The state in a word or two, as people and JSON read it. */
    default String word() {
        if (this instanceof Flowing) {
            return "flowing";
        }
        if (this instanceof NothingToDo) {
            return "nothing to do";
        }
        if (this instanceof Paused) {
            return "paused";
        }
        return this instanceof NotDelivering ? "not delivering" : "not known";
    }

    /** The same as a name for programs: {@code not_delivering}. */
    default String code() {
        return word().replace(' ', '_');
    }

    /** Why it is so; null where it needs no reason. */
    default @Nullable String because() {
        if (this instanceof NotDelivering not) {
            return not.reason();
        }
        if (this instanceof NotKnown not) {
            return not.reason();
        }
        return this instanceof NothingToDo nothing && !nothing.isRelayActive() ? NO_RELAY : null;
    }

    /** Since when events are not delivered; null where they are, or where that is not known. */
    default @Nullable Instant since() {
        return null;
    }

    /** Whether a person need do nothing about it. */
    default boolean isWell() {
        return this instanceof Flowing || this instanceof NothingToDo;
    }
}
