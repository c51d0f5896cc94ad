package dev.postrider.relay.verify;

import java.util.List;
import java.util.Map;

/**
 * What a verification found.
 *
 * @param outbox whose events were compared
 * @param table with what
 * @param windows how many windows of 65,536 ids were compared
 * @param events how many events were delivered in them
 * @param totals what differs
 * @param differences the first {@link #KEPT} windows that differ; a listener hears of all
 * @param notCompared columns that can't be compared, with the reason
 * @param withoutWindows batches of a relay that wrote no windows, and whose events count as neither extra nor missing
 */
public record VerifyReport(
        String outbox,
        String table,
        long windows,
        long events,
        Totals totals,
        List<WindowDifference> differences,
        Map<String, String> notCompared,
        List<Long> withoutWindows) {
    /** How many differences are kept. */
    public static final int KEPT = 1_000;

    /** Copies the collections. */
    public VerifyReport {
        differences = List.copyOf(differences);
        notCompared = Map.copyOf(notCompared);
        withoutWindows = List.copyOf(withoutWindows);
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

        Totals plus(WindowDifference window) {
            return new Totals(
                    windows + 1,
                    missing + window.missing().size(),
                    extra + window.extra().size(),
                    doubled + window.doubled().size(),
                    altered + window.altered().size(),
                    suspects + window.suspects().size());
        }
    }

    /** Whether nothing differs. */
    public boolean isClean() {
        return totals.windows() == 0;
    }
}
