package dev.postrider.server.cli;

import dev.postrider.console.answer.VerificationResult;
import dev.postrider.console.answer.VerificationResult.Repaired;
import dev.postrider.relay.sink.view.LogViews;
import dev.postrider.relay.tools.DeliveredIdWindows.WithoutIdWindows;
import dev.postrider.relay.tools.verify.VerifyReport;
import dev.postrider.relay.tools.verify.ViewReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a comparison found, as people read it. */
final class VerifyText {
    /** So many days that differ are printed. */
    private static final int DAYS = 10;

    private VerifyText() {}

    static void print(VerificationResult result, PrintWriter out) {
        printFound(result, out);
        Repaired repaired = result.repaired();
        if (repaired == null) {
            return;
        }
        out.println((repaired.dryRun() ? "would send " : "sent ") + Counted.of(repaired.sent(), "event"));
        if (repaired.notHeld() > 0) {
            out.println(Counted.of(repaired.notHeld(), "missing event") + " can't be sent: the outbox holds "
                    + Counted.verb(repaired.notHeld(), "it", "them") + " no more");
        }
        for (String statement : repaired.statements()) {
            out.println("to take away what is there too often or was never delivered, run in ClickHouse: " + statement);
        }
    }

    private static void printFound(VerificationResult report, PrintWriter out) {
        for (VerificationResult.Difference difference : report.differences()) {
            out.println(difference.summary());
        }
        if (report.totals().windows() > report.differences().size()) {
            out.println("and "
                    + Counted.of(
                            report.totals().windows() - report.differences().size(), "more window"));
        }
        report.notCompared()
                .forEach((column, reason) -> out.println("not compared: " + column + ", because " + reason));
        WithoutIdWindows before = report.withoutWindows();
        if (before.events() > 0) {
            out.println("not compared: " + Counted.of(before.events(), "event") + " of "
                    + Counted.of(before.batches(), "batch") + " ("
                    + before.first() + " to " + before.last()
                    + "), because an earlier version delivered them and did not write what they held");
        }
        if (report.mayBeGone() > 0) {
            out.println("left out: " + Counted.of(report.mayBeGone(), "event") + " that "
                    + Counted.verb(report.mayBeGone(), "is", "are")
                    + " not there and that the table's TTL may have dropped");
        }
        report.hiding().forEach(reason -> out.println("what is missing may be there: " + reason));
        if (report.besides().doubt() != null) {
            out.println("the ledger can't be believed: " + report.besides().doubt());
        }
        out.println("compared " + Counted.of(report.events(), "event") + " in " + Counted.of(report.windows(), "window")
                + " of the outbox " + report.outbox() + " with " + report.table() + ": " + report.verdict());
        report.views().forEach(view -> printView(view, out));
        besides(report.besides()).ifPresent(out::println);
    }

    private static void printView(ViewReport view, PrintWriter out) {
        if (view.shard() != null) {
            out.println("on " + view.shard() + ":");
        }
        if (view.flaw() != null) {
            out.println(view.flaw() + (view.remedy() == null ? "" : "; to mend it: " + view.remedy()));
        }
        if (view.rollup() == null) {
            return;
        }
        for (LogViews.Difference day :
                view.differences().subList(0, Math.min(DAYS, view.differences().size()))) {
            out.println(view.rollup() + " on " + day.day() + ": " + Counted.of(day.counted(), "event") + " of the type "
                    + day.eventType() + ", the event log has " + day.there());
        }
        if (view.differences().size() > DAYS) {
            out.println("and " + (view.differences().size() - DAYS) + " more days and types");
        }
        if (view.gone() > 0) {
            out.println("left out: " + Counted.of(view.gone(), "event") + " that " + view.rollup()
                    + " has counted and that the event log may have dropped");
        }
        if (view.unsettled() > 0) {
            out.println("not compared: " + view.unsettled() + " days and types of " + view.rollup()
                    + ", as they were written to all the while; try again when less is published");
        }
        out.println("compared " + view.rollup() + " by day and type with the event log: " + result(view));
    }

    private static String result(ViewReport view) {
        if (!view.differences().isEmpty()) {
            return "it differs; postrider views --rebuild " + view.rollup() + " builds it anew";
        }
        return view.unsettled() == 0 ? "it has counted each event once" : "no difference in what could be compared";
    }

    private static Optional<String> besides(VerifyReport.Besides besides) {
        List<String> parts = new ArrayList<>();
        if (besides.waiting() == null) {
            parts.add("it is unknown how many events wait");
        } else if (besides.waiting() > 0) {
            parts.add(
                    besides.waitingIsAtLeast()
                            ? besides.waiting() + " or more events wait"
                            : Counted.of(besides.waiting(), "event")
                                    + Counted.verb(besides.waiting(), " waits", " wait"));
        }
        if (besides.deadLetters() > 0) {
            parts.add(Counted.of(besides.deadLetters(), "dead letter")
                    + Counted.verb(besides.deadLetters(), " is open", " are open"));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of("besides, " + String.join(" and ", parts));
    }
}
