package dev.postrider.console.answer;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.postrider.relay.tools.deadletter.DeadLetterOrder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order about dead letters, and how far it is.
 *
 * @param left letters that it has still to decide about
 * @param atWork whether the process that was asked carries it out
 * @param problem why that could not go on with it; null if nothing was in its way
 */
public record OrderProgress(
        long number,
        String action,
        @Nullable String by,
        @Nullable String note,
        Instant begunAt,
        Instant updatedAt,
        @Nullable Instant finishedAt,
        long done,
        long left,
        boolean atWork,
        @Nullable String problem)
        implements Answer {

    /** Those that are under way or were broken off. */
    public record Unfinished(List<OrderProgress> orders) implements Answer {}

    /** How far it is. */
    public static OrderProgress of(DeadLetterOrder order, long left, boolean atWork, @Nullable String problem) {
        return new OrderProgress(
                order.number(),
                order.action(),
                order.decision().by(),
                order.decision().note(),
                order.begunAt(),
                order.updatedAt(),
                order.finishedAt(),
                order.done(),
                left,
                atWork,
                problem);
    }

    /** Whether all is decided. */
    @JsonIgnore
    public boolean isFinished() {
        return finishedAt != null;
    }
}
