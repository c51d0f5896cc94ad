package dev.postrider.console.answer;

import dev.postrider.relay.tools.deadletter.DeadLetterGroup;
import dev.postrider.relay.tools.deadletter.DeadLetterGrouping;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups of dead letters, the largest first.
 *
 * @param more whether there are smaller ones besides
 */
public record DeadLetterGroups(List<Group> groups, boolean more) implements Answer {

    /** A group; what it is not grouped by is null. */
    public record Group(
            @Nullable String type,
            @Nullable Integer code,
            @Nullable String reason,
            long deadLetters,
            Instant newestAt,
            long exampleEventId) {
        /**
         * As it is shown.
         *
         * @param text what its letters have in common, as this person may see it; null where they are grouped by code
         */
        public static Group of(DeadLetterGroup group, DeadLetterGrouping by, @Nullable String text) {
            return new Group(
                    by == DeadLetterGrouping.TYPE ? text : null,
                    group.code(),
                    by == DeadLetterGrouping.REASON ? text : null,
                    group.letters(),
                    group.newest(),
                    group.exampleEventId());
        }
    }

    /**
     * The first of them.
     *
     * @param groups one more than the limit, if there is one
     */
    public static DeadLetterGroups of(List<Group> groups, int limit) {
        return new DeadLetterGroups(groups.stream().limit(limit).toList(), groups.size() > limit);
    }
}
