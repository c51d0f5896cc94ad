package dev.postrider.relay.tools.batches;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.tools.Period;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which batches are meant: those that meet every condition that is given. Immutable; start from {@link #ALL}.
 *
 * @param state null for any
 * @param planned when it was planned, by the database's clock; null for any time
 * @param slowerThan longer from its plan to its acknowledgement, or until now if it is not acknowledged; null for any
 * @param withDeadLetters only those of which the event log refused events
 */
public record BatchFilter(
        @Nullable State state,
        @Nullable Period planned,
        @Nullable Duration slowerThan,
        boolean withDeadLetters) {

    /** Every batch. */
    public static final BatchFilter ALL = new BatchFilter(null, null, null, false);

    /** How far a batch is. */
    public enum State {
        /** Written into the ledger, and not acknowledged. */
        PLANNED,
        /** All its events are stored, or refused. */
        ACKNOWLEDGED
    }

    /** No ledger is as old. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** Refuses a duration that no batch can take. */
    public BatchFilter {
        if (slowerThan != null && (slowerThan.isNegative() || slowerThan.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException("no batch is slower than " + slowerThan);
        }
    }

    /** Those that are that far. */
    public BatchFilter withState(@Nullable State other) {
        return new BatchFilter(other, planned, slowerThan, withDeadLetters);
    }

    /** Those that were planned then. */
    public BatchFilter withPlanned(@Nullable Period period) {
        return new BatchFilter(state, period, slowerThan, withDeadLetters);
    }

    /** Those that took longer. */
    public BatchFilter withSlowerThan(@Nullable Duration time) {
        return new BatchFilter(state, planned, time, withDeadLetters);
    }

    /** Those with dead letters. */
    public BatchFilter onlyWithDeadLetters() {
        return new BatchFilter(state, planned, slowerThan, true);
    }

    @Nullable
    Instant since() {
        return planned == null || planned.since() == null ? null : EventTime.nearest(planned.since());
    }

    @Nullable
    Instant before() {
        return planned == null || planned.before() == null ? null : EventTime.nearest(planned.before());
    }

    /** Gives the parameters of {@code page.sql} their values. */
    void set(NamedStatement statement) throws SQLException {
        statement
                .set("is_done", state == null ? null : state == State.ACKNOWLEDGED)
                .set("since", since())
                .set("before", before())
                .set("slower_than_millis", slowerThan == null ? null : slowerThan.toMillis())
                .set("with_dead_letters", withDeadLetters);
    }
}
