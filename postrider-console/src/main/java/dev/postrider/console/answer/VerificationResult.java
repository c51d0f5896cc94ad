package dev.postrider.console.answer;

import dev.postrider.relay.content.EventField;
import dev.postrider.relay.content.IdSet;
import dev.postrider.relay.content.IdWindow;
import dev.postrider.relay.content.IdWindowDifference;
import dev.postrider.relay.tools.DeliveredIdWindows.WithoutIdWindows;
import dev.postrider.relay.tools.verify.RepairReport;
import dev.postrider.relay.tools.verify.VerifyReport;
import dev.postrider.relay.tools.verify.ViewReport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison of the ledger with the event log found.
 *
 * @param verdict in words
 * @param clean whether all that was compared is there, once, as published; views aside
 * @param viewsClean whether every rollup has counted what the event log has
 * @param complete whether all that was delivered could be compared
 * @param windows how many id windows were compared
 * @param events how many events were delivered in them
 * @param totals what differs
 * @param differences the first windows that differ
 * @param notCompared columns that can't be compared, with the reason
 * @param withoutWindows what an earlier version delivered, which can't be compared
 * @param mayBeGone events that are not there, and that the table may have dropped by its TTL
 * @param hiding what may keep rows from being seen, in sentences
 * @param repaired null where nothing was to be sent
 */
public record VerificationResult(
        String outbox,
        String table,
        String verdict,
        boolean clean,
        boolean viewsClean,
        boolean complete,
        long windows,
        long events,
        VerifyReport.Totals totals,
        List<Difference> differences,
        Map<String, String> notCompared,
        WithoutIdWindows withoutWindows,
        long mayBeGone,
        List<String> hiding,
        List<ViewReport> views,
        VerifyReport.Besides besides,
        @Nullable Repaired repaired)
        implements Answer {

    /**
     * A window that differs.
     *
     * @param summary the same in words
     */
    public record Difference(
            long firstId,
            long lastId,
            String summary,
            List<Long> batches,
            List<String> columns,
            List<String> missing,
            List<String> extra,
            List<String> doubled,
            List<String> altered,
            List<String> oneOrMoreAltered) {
        static Difference of(IdWindowDifference difference) {
            return new Difference(
                    IdWindow.firstId(difference.window()),
                    IdWindow.firstId(difference.window() + 1) - 1,
                    difference.summary(),
                    difference.batches(),
                    difference.columns().stream()
                            .map(EventField::column)
                            .sorted()
                            .toList(),
                    spans(difference, difference.missing()),
                    spans(difference, difference.extra()),
                    spans(difference, difference.doubled()),
                    spans(difference, difference.altered()),
                    spans(difference, difference.suspects()));
        }

        private static List<String> spans(IdWindowDifference difference, IdSet ids) {
            return difference.spans(ids).stream()
                    .map(IdWindowDifference.Span::toString)
                    .toList();
        }
    }

    /** What a repair sent, or its dry run would send. */
    public record Repaired(
            boolean dryRun, long sent, long notHeld, VerifyReport.Totals remaining, List<String> statements) {}

    /** A comparison alone. */
    public static VerificationResult of(VerifyReport report) {
        return of(report, null);
    }

    /** With what a repair sent. */
    public static VerificationResult of(RepairReport repair, boolean dryRun) {
        return of(
                repair.found(),
                new Repaired(dryRun, repair.sent(), repair.notHeld(), repair.remaining(), repair.statements()));
    }

    private static VerificationResult of(VerifyReport report, @Nullable Repaired repaired) {
        return new VerificationResult(
                report.outbox(),
                report.table(),
                report.verdict(),
                report.isClean(),
                report.viewsAreClean(),
                report.isComplete(),
                report.windows(),
                report.events(),
                report.totals(),
                report.differences().stream().map(Difference::of).toList(),
                report.notCompared(),
                report.withoutIdWindows(),
                report.mayBeGone(),
                report.hiding(),
                report.views(),
                report.besides(),
                repaired);
    }
}
