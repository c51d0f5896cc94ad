package dev.postrider.server.cli;

import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.Rollup;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.views.RollupRebuild;
import dev.postrider.relay.tools.views.RollupRebuild.Rebuilt;
import dev.postrider.relay.tools.views.Views;
import dev.postrider.relay.tools.views.ViewsOrder;
import dev.postrider.relay.tools.views.ViewsPlan;
import dev.postrider.relay.tools.views.ViewsPlan.State;
import dev.postrider.relay.tools.views.ViewsRefusedException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code views}: typed views and rollups of the event log. */
@Command(
        name = "views",
        description = {
            "Prints the SQL of views of the event log: for each event type one with the fields that its events have as typed columns,"
                    + " and rollups, which count the events by minute, hour and day, type, environment and outbox. Changes nothing.",
            "",
            "With --apply it makes them, while delivery goes on. With --rebuild it counts a rollup anew beside the one that runs, and"
                    + " swaps them; the old one is kept under another name. Delivery pauses for a moment, twice."
        })
final class ViewsCommand extends DatabaseCommand {

    @Option(names = "--apply", description = "make what is missing")
    boolean apply;

    @Option(names = "--type", paramLabel = "TYPE", description = "only this event type; may be given more than once")
    Set<String> types = new LinkedHashSet<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "only fields of events of then or later: reads less" + TypedTime.HELP)
    @Nullable
    TypedTime since;

    @Option(names = "--before", paramLabel = "TIME", description = "only fields of events of before then")
    @Nullable
    TypedTime before;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "how the names of typed views begin (nothing)")
    String prefix = "";

    @Option(
            names = "--rollups",
            paramLabel = "LIST",
            defaultValue = "minute,hour,day",
            description = "which rollups, or none (${DEFAULT-VALUE})")
    String rollups = "";

    @Option(
            names = "--replace",
            description = "with --apply: also typed views that would lose columns, or change their types")
    boolean replace;

    @Option(
            names = "--rebuild",
            paramLabel = "NAME",
            description = "build this rollup anew, for example event_log_by_minute; may be given more than once")
    Set<String> rebuild = new LinkedHashSet<>();

    @Option(names = "--dry-run", description = "with --rebuild: only say what would be done")
    boolean dryRun;

    @Option(
            names = "--without-older",
            description =
                    "with --rebuild: leave out what only the old one has counted, from before the event log's first event")
    boolean withoutOlder;

    @Option(
            names = "--others-stand-still",
            description = "the relays of other outboxes on the same event log are stopped")
    boolean othersStandStill;

    /**
     * What is printed as JSON.
     *
     * @param shard the event log that it is about; null if there is only one
     * @param made the typed views that were made
     * @param rebuilt the rollups that were made or built anew, or would be
     */
    record Result(
            @Nullable String shard,
            String database,
            String eventLog,
            List<ViewsText.Typed> typed,
            List<ViewsText.OfRollup> rollups,
            List<String> made,
            List<Rebuilt> rebuilt) {}

    /** What is printed as JSON of several shards. */
    record Results(List<Result> shards) {}

    /** What was done on one shard, and how it is told. */
    private record Done(Result result, Consumer<Lines> text, int exitCode) {}

    @Override
    String whyNotRemote() {
        return "it makes tables and views in ClickHouse, with rights that the server need not have";
    }

    @Override
    int run(Databases databases, Output output) throws SQLException, SinkException {
        QueryableSink sink = databases.clickHouse(
                databases.settings().clickhouse().settings().withTimeout(VerifyCommand.LONGEST_QUESTION));
        ViewsOrder order = order();
        List<Views> views = Views.ofEach(sink.eventLog());
        if (views.size() == 1) {
            Done done = ofShard(databases, sink, null, views.get(0), order);
            output.print(done.result(), done.text());
            return done.exitCode();
        }
        List<Done> all = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            QueryableSink shard = sink.each().get(i);
            try {
                all.add(ofShard(databases, shard, shard.description(), views.get(i), order));
            } catch (SinkException e) {
                throw e.at(shard.description());
            }
        }
        output.print(
                new Results(all.stream().map(Done::result).toList()),
                text -> all.forEach(done -> {
                    text.println("-- On " + done.result().shard() + ":");
                    done.text().accept(text);
                    text.println();
                }));
        return all.stream().mapToInt(Done::exitCode).max().orElse(ExitCodes.FINE);
    }

    private Done ofShard(Databases databases, QueryableSink sink, @Nullable String shard, Views views, ViewsOrder order)
            throws SQLException, SinkException {
        try {
            ViewsPlan plan = views.plan(order);
            RollupRebuild rollupRebuild = new RollupRebuild(databases.postgres(), sink);
            if (!rebuild.isEmpty()) {
                return rebuild(shard, plan, rollupRebuild);
            }
            return apply
                    ? apply(shard, plan, views, order, rollupRebuild)
                    : new Done(
                            result(shard, plan, List.of(), List.of()),
                            text -> ViewsText.print(plan, replace, text),
                            ExitCodes.FINE);
        } catch (ViewsRefusedException e) {
            throw new CommandFailedException((shard == null ? "" : shard + ": ") + e.getMessage(), e);
        }
    }

    private Done apply(
            @Nullable String shard, ViewsPlan plan, Views views, ViewsOrder order, RollupRebuild rollupRebuild)
            throws SQLException, SinkException, ViewsRefusedException {
        List<String> made = new ArrayList<>();
        for (ViewsPlan.OfType typed : plan.typed()) {
            if (views.make(typed, order)) {
                made.add(typed.view().name());
            }
        }
        List<Rollup> missing = plan.rollups().stream()
                .filter(rollup -> rollup.state() == State.NEW || rollup.state() == State.UNFINISHED)
                .map(ViewsPlan.OfRollup::rollup)
                .toList();
        List<Rebuilt> built =
                missing.isEmpty() ? List.of() : rollupRebuild.run(missing, othersStandStill, withoutOlder);
        boolean left = plan.typed().stream().anyMatch(typed -> typed.standing() == ViewsPlan.Standing.LOSES && !replace)
                || plan.rollups().stream().anyMatch(rollup -> rollup.state() == State.TAKEN);
        return new Done(
                result(shard, plan, made, built),
                text -> ViewsText.printMade(plan, made, built, replace, text),
                left ? ExitCodes.FOUND : ExitCodes.FINE);
    }

    private Done rebuild(@Nullable String shard, ViewsPlan plan, RollupRebuild rollupRebuild)
            throws SQLException, SinkException, ViewsRefusedException {
        List<Rollup> wanted = new ArrayList<>();
        for (String name : rebuild) {
            wanted.add(Stream.of(Rollup.values())
                    .filter(rollup -> rollup.table(plan.log()).equals(name))
                    .findFirst()
                    .orElseThrow(() -> wrongUsage("--rebuild: there is no rollup " + name + "; they are "
                            + String.join(
                                    ", ",
                                    Stream.of(Rollup.values())
                                            .map(rollup -> rollup.table(plan.log()))
                                            .toList()))));
        }
        List<Rebuilt> rebuilt = dryRun
                ? rollupRebuild.dryRun(wanted, othersStandStill)
                : rollupRebuild.run(wanted, othersStandStill, withoutOlder);
        return new Done(
                result(shard, plan, List.of(), rebuilt),
                text -> ViewsText.printRebuilt(rebuilt, dryRun, text),
                ExitCodes.FINE);
    }

    private static Result result(@Nullable String shard, ViewsPlan plan, List<String> made, List<Rebuilt> rebuilt) {
        return new Result(
                shard,
                plan.log().database(),
                plan.log().table(),
                plan.typed().stream().map(ViewsText.Typed::of).toList(),
                plan.rollups().stream()
                        .map(rollup -> ViewsText.OfRollup.of(plan, rollup))
                        .toList(),
                made,
                rebuilt);
    }

    private ViewsOrder order() {
        if (apply && !rebuild.isEmpty()) {
            throw wrongUsage("--apply and --rebuild exclude each other");
        }
        if (rebuild.isEmpty() && (dryRun || (withoutOlder && !apply))) {
            throw wrongUsage((dryRun ? "--dry-run" : "--without-older")
                    + " goes with --rebuild; without --apply or --rebuild nothing is changed anyway");
        }
        try {
            // a rebuild needs no look at what events hold
            return new ViewsOrder(
                    prefix,
                    types,
                    rebuild.isEmpty() ? published() : Period.since(Instant.parse("2299-01-01T00:00:00Z")),
                    chosen(),
                    replace,
                    othersStandStill);
        } catch (IllegalArgumentException e) {
            throw wrongUsage("--prefix: " + e.getMessage());
        }
    }

    private @Nullable Period published() {
        TypedTime.requireSome(spec, "--since", since, "--before", before);
        return since == null && before == null ? null : new Period(TypedTime.meaning(since), TypedTime.meaning(before));
    }

    private Set<Rollup> chosen() {
        Set<Rollup> chosen = EnumSet.noneOf(Rollup.class);
        for (String name : rollups.equals("none") ? new String[0] : rollups.split(",")) {
            chosen.add(Stream.of(Rollup.values())
                    .filter(rollup -> rollup.bucket().equals(name.strip().toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(
                            () -> wrongUsage("--rollups: '" + name + "' is none of minute, hour, day; or say none")));
        }
        return chosen;
    }
}
