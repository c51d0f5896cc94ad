package dev.postrider.server.cli;

import dev.postrider.console.answer.ResentList;
import dev.postrider.console.answer.ResentList.Resent;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.replay.Replay;
import dev.postrider.relay.tools.replay.ReplayCriteria;
import dev.postrider.relay.tools.replay.ReplayListener;
import dev.postrider.relay.tools.replay.ReplayReport;
import dev.postrider.relay.tools.resend.ResendRecord;
import dev.postrider.server.cli.RemoteReplay.Wanted;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code replay}: deliver again. */
@Command(
        name = "replay",
        description = {
            "Delivers events again that were delivered and that the outbox still retains, to the event log or to another table."
                    + " What the table has is not sent: a replay to the event log sends what is missing there.",
            "",
            "A replay that was broken off continues where it was when the same command runs again. Delivery continues meanwhile."
        })
final class ReplayCommand extends DatabaseCommand {

    @Option(names = "--type", paramLabel = "TYPE", description = "events of this type; may be given more than once")
    Set<String> types = new LinkedHashSet<>();

    @Mixin
    ReplayTimes times = new ReplayTimes();

    @Option(
            names = "--batches",
            paramLabel = "FIRST..LAST",
            converter = BatchSpan.Converter.class,
            description = "delivered in these batches")
    @Nullable
    BatchSpan batches;

    @Option(names = "--all", description = "all that the outbox still retains; needed where no condition is given")
    boolean all;

    @Option(
            names = "--target",
            paramLabel = "TABLE",
            description =
                    "another table of the same database; made like the event log if it is missing (the event log)")
    @Nullable
    String target;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "events sent in a second at most, 1 to 10000000; 0 for no limit (${DEFAULT-VALUE})")
    int rate;

    @Option(names = "--dry-run", description = "only count what would be sent")
    boolean dryRun;

    @Mixin
    DecisionOptions who = new DecisionOptions();

    @Option(names = "--list", description = "show the last replays and repairs instead")
    boolean list;

    @Mixin
    TableOptions tables = new TableOptions();

    @Override
    Screen screen() {
        return tables.screen(environment());
    }

    @Override
    int run(Databases databases, Output output) throws SQLException, SinkException {
        if (list) {
            return list(ResentList.of(ResendRecord.last(databases.postgres(), ResentList.MOST)), output);
        }
        ReplayCriteria criteria = criteria();
        requireRate();
        ClickHouseSettings settings = databases.settings().clickhouse().settings();
        try {
            ClickHouseSettings with = target == null ? settings : settings.withTable(target);
            QueryableSink sink = dryRun ? databases.clickHouse(with) : databases.clickHouseToSendTo(with);
            Replay replay = new Replay(databases.postgres(), sink);
            ReplayListener listener = new ReplayListener() {
                @Override
                public void lookedAt(long events, long of) {
                    output.progress("events", events, of);
                }
            };
            if (!dryRun) {
                tellTimes(replay, criteria, output);
            }
            ReplayReport report =
                    dryRun ? replay.dryRun(criteria, listener) : replay.run(criteria, rate, who.decision(), listener);
            return print(report, output);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    int run(Remote remote, Output output) {
        if (list) {
            return list(remote.get(RemotePath.of("/replay/list"), ResentList.class), output);
        }
        criteria();
        requireRate();
        String note = dryRun ? null : who.noteForServer(spec);
        if (note != null && times.move()) {
            output.say(goesOnBy());
        }
        Wanted wanted = new Wanted(
                List.copyOf(types),
                TypedTime.meaning(times.from),
                TypedTime.meaning(times.before),
                TypedTime.meaning(times.deliveredFrom),
                TypedTime.meaning(times.deliveredBefore),
                batches == null ? null : batches.first() + ".." + batches.last(),
                all,
                target,
                rate);
        return print(new RemoteReplay(remote, output).run(wanted, note), output);
    }

    private String goesOnBy() {
        return "the times move on; if this is broken off, it goes on by: " + times.command();
    }

    private void requireRate() {
        if (rate < 0 || rate > 10_000_000) {
            throw wrongUsage("--rate is " + rate + ", must be 1 to 10000000, or 0 for no limit");
        }
    }

    private int print(ReplayReport report, Output output) {
        output.print(report, text -> text.println(describe(report)));
        return ExitCodes.FINE;
    }

    private ReplayCriteria criteria() {
        Period published = times.published();
        Period delivered = times.delivered();
        boolean any = !types.isEmpty() || published != null || delivered != null || batches != null;
        if (!any && !all) {
            throw wrongUsage("say which events, or --all for all that the outbox still holds");
        }
        if (any && all) {
            throw wrongUsage("--all and a condition exclude each other");
        }
        return new ReplayCriteria(
                types,
                published,
                delivered,
                batches == null ? null : new ReplayCriteria.BatchRange(batches.first(), batches.last()));
    }

    /** A time that moves on makes another order of the same command: nobody should begin it in place of the one broken off. */
    private void tellTimes(Replay replay, ReplayCriteria criteria, Output output) throws SQLException {
        if (!times.move()) {
            return;
        }
        ResendRecord other = replay.brokenOffWithOtherTimes(criteria);
        if (other != null) {
            throw wrongUsage(
                    "replay " + other.number() + " was broken off, and this one differs from it by its times alone."
                            + " To go on with that one: " + times.commandOf(other.criteria()) + "; to begin this one: "
                            + times.command());
        }
        output.say(goesOnBy());
    }

    private String describe(ReplayReport report) {
        return (report.number() == 0
                        ? ""
                        : "replay " + report.number() + (report.isResumed() ? " (resumed)" : "") + ": ")
                + Counted.of(report.counts().matched(), "event")
                + Counted.verb(report.counts().matched(), " matches, ", " match, ")
                + report.counts().found() + Counted.verb(report.counts().found(), " is in ", " are in ")
                + report.target() + ", "
                + (dryRun ? "would send " : "sent ") + report.counts().sent();
    }

    private int list(ResentList records, Output output) {
        output.print(records, text -> {
            Table table = new Table(
                            "NO",
                            "KIND",
                            "TARGET",
                            "STARTED",
                            "FINISHED",
                            "MATCHED",
                            "FOUND",
                            "SENT",
                            "BY",
                            "NOTE",
                            "CRITERIA")
                    .shorten("NOTE", "CRITERIA")
                    .leaveOut("BY", "NOTE", "FOUND", "MATCHED", "TARGET", "CRITERIA");
            for (Resent record : records.resent()) {
                table.row(
                        record.number(),
                        record.kind(),
                        record.target(),
                        ShownTime.withAge(record.startedAt(), now()),
                        record.finishedAt() == null ? "no" : ShownTime.of(record.finishedAt()),
                        record.counts().matched(),
                        record.counts().found(),
                        record.counts().sent(),
                        record.by() == null ? "" : record.by(),
                        record.note() == null ? "" : record.note(),
                        record.criteria());
            }
            table.print(text);
        });
        return ExitCodes.FINE;
    }
}
