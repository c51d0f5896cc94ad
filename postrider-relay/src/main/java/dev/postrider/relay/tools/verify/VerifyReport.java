package dev.postrider.relay.tools.verify;

import dev.postrider.relay.content.IdWindowDifference;
import dev.postrider.relay.tools.DeliveredIdWindows.WithoutIdWindows;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found.
 *
 * @param outbox whose events were compared
 * @param table with what
 * @param windows how many id windows were compared
 * @param events how many events were delivered in them
 * @param totals what differs
 * @param differences the first {@link #KEPT} windows that differ; a listener hears of all
 * @param notCompared columns that can't be compared, with the reason
 * @param withoutIdWindows batches of a relay that wrote no windows: their events were not compared
 * @param mayBeGone events that are not there, and that the table may have dropped by its TTL: not missing
 * @param hiding what may keep rows from being seen that were stored, in sentences; asked where something is missing
 * @param views the materialized views on the event log; none where only a part was compared
 * @param besides what need not be in the event log yet, or at all
 */
public record VerifyReport(
        String outbox,
        String table,
        long windows,
        long events,
        Totals totals,
        List<IdWindowDifference> differences,
        Map<String, String> notCompared,
        WithoutIdWindows withoutIdWindows,
        long mayBeGone,
        List<String> hiding,
        List<ViewReport> views,
        Besides besides) {
    /** How many differences are kept. */
    public static final int KEPT = 1_000;

    /** Copies the collections. */
    public VerifyReport {
        differences = List.copyOf(differences);
        notCompared = Map.copyOf(notCompared);
        hiding = List.copyOf(hiding);
        views = List.copyOf(views);
    }

    /**
     * How much differs.
     *
     * @param windows how many windows do
     * @param missing events that were delivered and are not there
     * @param extra events that are there and were not delivered
     * @param doubled events that are there too often
     * @param altered events that are there with other values, as far as they can be told one by one
     * @param suspects events among which there are more of those
     */
    public record Totals(long windows, long missing, long extra, long doubled, long altered, long suspects) {
        /** Nothing. */
        public static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0);

        Totals plus(IdWindowDifference window) {
            return new Totals(
                    windows + 1,
                    missing + window.missing().size(),
                    extra + window.extra().size(),
                    doubled + window.doubled().size(),
                    altered + window.altered().size(),
                    suspects + window.suspects().size());
        }
    }

    /**
     * Events that a verification says nothing about.
     *
     * @param waiting events committed and not delivered, counted up to a limit; null if that is not known
     * @param waitingIsAtLeast whether there are more than were counted
     * @param deadLetters open dead letters
     * @param doubt why the ledger can't be believed about the events beside it; null if it can
     */
    public record Besides(
            @Nullable Long waiting,
            boolean waitingIsAtLeast,
            long deadLetters,
            @Nullable String doubt) {}

    /** Whether nothing differs, of what was compared; views aside. */
    public boolean isClean() {
        return totals.windows() == 0;
    }

    /** What was found, in a few words: of what was compared, and no more. */
    public String verdict() {
        if (!isClean()) {
            return totals.missing() + " missing, " + totals.extra() + " extra, " + totals.doubled() + " doubled, "
                    + totals.altered() + " altered";
        }
        if (events == 0) {
            return "nothing was delivered that could be compared";
        }
        return isComplete() && mayBeGone == 0
                ? "all is there, once, as it was published"
                : "all that was compared is there, once, as it was published";
    }

    /** Whether every rollup has counted what the event log has. */
    public boolean viewsAreClean() {
        return views.stream().allMatch(view -> view.differences().isEmpty());
    }

    /** Whether everything was compared that was delivered, by a ledger that can be believed, and of the rollups every day. */
    public boolean isComplete() {
        return withoutIdWindows.events() == 0
                && besides.doubt() == null
                && views.stream().allMatch(view -> view.unsettled() == 0);
    }
}
