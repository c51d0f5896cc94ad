package dev.postrider.relay.tools.verify;

import dev.postrider.relay.sink.view.LogViews.Difference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a rollup whose event log may be written to meanwhile. One look reads both, not at the same instant: of a day
 * that grows it may see a difference where there is none. Two looks bound it. What the event log had at the first one the rollup has
 * counted by the second, if all inserts of then have ended; and what the rollup had counted at the first one is in the event log by
 * the second. For one thread.
 */
final class RollupCounts {

    private record Key(String day, String eventType) {
        static Key of(Difference difference) {
            return new Key(difference.day(), difference.eventType());
        }
    }

    /**
     * A day and type that differed at every look.
     *
     * @param last what the last look saw
     * @param unchanged how many looks in a row saw the same as the one before
     * @param isCertain whether the rollup has certainly counted another number
     */
    private record Seen(Difference last, int unchanged, boolean isCertain) {
        Seen again(Difference now, boolean allEnded, int looks) {
            boolean lacks = allEnded && now.counted() < last.there();
            boolean exceeds = allEnded && last.counted() > now.there();
            int same = now.equals(last) ? unchanged + 1 : 0;
            return new Seen(now, same, isCertain || lacks || exceeds || same == looks);
        }
    }

    private final int looks;
    private Map<Key, Seen> seen = new HashMap<>();

    /**
     * After a first look, from which nothing is certain but what is alike.
     *
     * @param looks so many have to see the same after it where it is not known whether inserts have ended
     */
    RollupCounts(List<Difference> first, int looks) {
        this.looks = looks;
        first.forEach(difference -> seen.put(Key.of(difference), new Seen(difference, 0, false)));
    }

    /**
     * After another look.
     *
     * @param allEnded whether it is known that all inserts have ended that were at work at the look before
     */
    void lookAgain(List<Difference> now, boolean allEnded) {
        Map<Key, Seen> still = new HashMap<>();
        for (Difference difference : now) {
            Seen before = seen.get(Key.of(difference));
            if (before != null) {
                still.put(Key.of(difference), before.again(difference, allEnded, looks));
            }
        }
        seen = still;
    }

    /** How many days and types differed at every look, while they were written to: whether they differ is not known. */
    long unsettled() {
        return seen.values().stream().filter(one -> !one.isCertain()).count();
    }

    /** Where the rollup has certainly counted another number, the newest days first. */
    List<Difference> differences() {
        List<Difference> certain = new ArrayList<>();
        seen.values().stream().filter(Seen::isCertain).map(Seen::last).forEach(certain::add);
        certain.sort((one, other) -> one.day().equals(other.day())
                ? one.eventType().compareTo(other.eventType())
                : other.day().compareTo(one.day()));
        return certain;
    }
}
