package dev.postrider.server.cli;

import dev.postrider.relay.content.EventField;
import dev.postrider.relay.content.IdSet;
import dev.postrider.relay.content.IdWindow;
import dev.postrider.relay.content.IdWindowDifference;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.LogViews;
import dev.postrider.relay.tools.DeliveredIdWindows.WithoutIdWindows;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.verify.Repair;
import dev.postrider.relay.tools.verify.RepairReport;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyReport;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.relay.tools.verify.ViewReport;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code verify}: the ledger against the event log. */
@Command(
        name = "verify",
        description = {
            "Compares what was delivered with what the event log stores: counts and sums over every column, by id window (65,536"
                    + " event ids). Says which events are missing, extra, doubled or altered. Delivery may continue meanwhile.",
            "",
            "With --repair it sends what is missing from the rows that the outbox still retains. It deletes nothing: for that it"
                    + " prints the statements."
        })
final class VerifyCommand extends DatabaseCommand {

    /** So many days that differ are printed. */
    private static final int DAYS = 10;

    /** One question may read a large table. */
    static final Duration LONGEST_QUESTION = Duration.ofMinutes(10);

    @Option(names = "--repair", description = "send what is missing")
    boolean repair;

    @Option(names = "--dry-run", description = "with --repair: only say what would be sent")
    boolean dryRun;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "only windows with events that were delivered then or later" + TypedTime.HELP)
    @Nullable
    TypedTime since;

    @Option(
            names = "--before",
            paramLabel = "TIME",
            description = "only windows with events that were delivered before then")
    @Nullable
    TypedTime before;

    @Option(
            names = "--batches",
            paramLabel = "FIRST..LAST",
            converter = BatchSpan.Converter.class,
            description = "only windows with events of these batches")
    @Nullable
    BatchSpan batches;

    @Mixin
    DecisionOptions who = new DecisionOptions();

    /** A window that differs, as it is printed. */
    record Difference(
            long firstId,
            long lastId,
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

    /**
     * What is printed.
     *
     * @param repaired null without {@code --repair}
     */
    record Result(
            String outbox,
            String table,
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
            @Nullable Repaired repaired) {
        static Result of(VerifyReport report, @Nullable Repaired repaired) {
            return new Result(
                    report.outbox(),
                    report.table(),
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

    /** What a repair did. */
    record Repaired(boolean dryRun, long sent, long notHeld, VerifyReport.Totals remaining, List<String> statements) {}

    @Override
    int run(Databases databases, Output output) throws SQLException, SinkException {
        if (dryRun && !repair) {
            throw wrongUsage("--dry-run goes with --repair; without it nothing is written anyway");
        }
        ClickHouseSettings settings =
                databases.settings().clickhouse().settings().withTimeout(LONGEST_QUESTION);
        QueryableSink sink =
                repair && !dryRun ? databases.clickHouseToSendTo(settings) : databases.clickHouse(settings);
        VerifyListener listener = new VerifyListener() {
            @Override
            public void compared(long windows, long of) {
                output.progress("windows", windows, of);
            }
        };
        if (!repair) {
            VerifyReport report = new Verification(databases.postgres(), sink.eventLog()).run(scope(), listener);
            output.print(Result.of(report, null), text -> print(report, text));
            return report.isClean() && report.viewsAreClean() && report.isComplete() ? ExitCodes.FINE : ExitCodes.FOUND;
        }
        RepairReport report = new Repair(databases.postgres(), sink).run(scope(), dryRun, who.decision(), listener);
        Repaired repaired =
                new Repaired(dryRun, report.sent(), report.notHeld(), report.remaining(), report.statements());
        output.print(Result.of(report.found(), repaired), text -> print(report, text));
        return report.remaining().windows() == 0
                        && report.found().viewsAreClean()
                        && report.found().isComplete()
                ? ExitCodes.FINE
                : ExitCodes.FOUND;
    }

    private VerifyScope scope() {
        if (since != null || before != null) {
            if (batches != null) {
                throw wrongUsage((since != null ? "--since" : "--before") + " and --batches exclude each other");
            }
            TypedTime.requireSome(spec, "--since", since, "--before", before);
            return new VerifyScope.Acknowledged(new Period(TypedTime.meaning(since), TypedTime.meaning(before)));
        }
        return batches == null ? new VerifyScope.All() : new VerifyScope.Batches(batches.first(), batches.last());
    }

    private static void print(VerifyReport report, PrintWriter out) {
        for (IdWindowDifference difference : report.differences()) {
            out.println(difference.summary());
        }
        if (report.totals().windows() > report.differences().size()) {
            out.println("and "
                    + Counted.of(
                            report.totals().windows() - report.differences().size(), "more window"));
        }
        report.notCompared()
                .forEach((column, reason) -> out.println("not compared: " + column + ", because " + reason));
        WithoutIdWindows before = report.withoutIdWindows();
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
        report.views().forEach(view -> print(view, out));
        besides(report.besides()).ifPresent(out::println);
    }

    private static void print(ViewReport view, PrintWriter out) {
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

    private void print(RepairReport report, PrintWriter out) {
        print(report.found(), out);
        out.println((dryRun ? "would send " : "sent ") + Counted.of(report.sent(), "event"));
        if (report.notHeld() > 0) {
            out.println(Counted.of(report.notHeld(), "missing event") + " can't be sent: the outbox holds "
                    + Counted.verb(report.notHeld(), "it", "them") + " no more");
        }
        for (String statement : report.statements()) {
            out.println("to take away what is there too often or was never delivered, run in ClickHouse: " + statement);
        }
    }
}
