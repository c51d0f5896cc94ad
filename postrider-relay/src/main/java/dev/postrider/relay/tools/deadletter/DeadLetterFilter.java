package dev.postrider.relay.tools.deadletter;

import dev.postrider.relay.sql.NamedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant: those that meet every condition that is not null or empty. Immutable; start from {@link #ALL}.
 *
 * @param eventIds ids of events; empty for any
 * @param eventType the event's type, exactly
 * @param environment the event's environment, exactly
 * @param code the sink's error code
 * @param reasonContains part of the reason, in any case
 * @param batchNo the batch in which it was refused last
 * @param failedFrom refused then or later
 * @param failedBefore refused before
 */
public record DeadLetterFilter(
        List<Long> eventIds,
        @Nullable String eventType,
        @Nullable String environment,
        @Nullable Integer code,
        @Nullable String reasonContains,
        @Nullable Long batchNo,
        @Nullable Instant failedFrom,
        @Nullable Instant failedBefore) {

    /** Every letter. */
    public static final DeadLetterFilter ALL =
            new DeadLetterFilter(List.of(), null, null, null, null, null, null, null);

    /** Copies the list. */
    public DeadLetterFilter {
        eventIds = List.copyOf(eventIds);
    }

    /** Those of these events. */
    public static DeadLetterFilter ofEvents(List<Long> ids) {
        return new DeadLetterFilter(ids, null, null, null, null, null, null, null);
    }

    /** Of those, the ones that were refused before a time. */
    public DeadLetterFilter refusedBefore(Instant time) {
        Instant before = failedBefore != null && failedBefore.isBefore(time) ? failedBefore : time;
        return new DeadLetterFilter(
                eventIds, eventType, environment, code, reasonContains, batchNo, failedFrom, before);
    }

    /** Whether any letter meets it. */
    public boolean isEverything() {
        return equals(ALL);
    }

    /** Gives the parameters of {@code matching.sql} their values. */
    void set(NamedStatement statement) throws SQLException {
        if (eventIds.isEmpty()) {
            statement.set("event_ids", null);
        } else {
            statement.setArray("event_ids", "bigint", eventIds, id -> id);
        }
        statement
                .set("event_type", eventType)
                .set("environment", environment)
                .set("code", code)
                .set("reason_contains", reasonContains)
                .set("batch_no", batchNo)
                .set("failed_from", failedFrom)
                .set("failed_before", failedBefore);
    }
}
