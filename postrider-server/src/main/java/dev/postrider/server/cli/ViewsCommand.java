package dev.postrider.server.cli;

import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.Rollup;
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
            description = "only fields of events of then or later, for example 2026-01-31T12:00:00Z: reads less")
    @Nullable
    Instant since;

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
     * @param made the typed views that were made
     * @param rebuilt the rollups that were made or built anew, or would be
     */
    record Result(
            String database,
            String eventLog,
            List<ViewsText.Typed> typed,
            List<ViewsText.OfRollup> rollups,
            List<String> made,
            List<Rebuilt> rebuilt) {}

    @Override
    int run(Databases databases, Output output) throws SQLException, SinkException {
        QueryableSink sink = databases.clickHouse(
                databases.settings().clickhouse().settings().withTimeout(VerifyCommand.LONGEST_QUESTION));
        ViewsOrder order = order();
        try {
            ViewsPlan plan = new Views(sink.eventLog()).plan(order);
            RollupRebuild rollupRebuild = new RollupRebuild(databases.postgres(), sink);
            if (!rebuild.isEmpty()) {
                return rebuild(plan, rollupRebuild, output);
            }
            return apply ? apply(plan, order, sink, rollupRebuild, output) : print(plan, output);
        } catch (ViewsRefusedException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private int print(ViewsPlan plan, Output output) {
        output.print(result(plan, List.of(), List.of()), text -> ViewsText.print(plan, replace, text));
        return ExitCodes.FINE;
    }

    private int apply(ViewsPlan plan, ViewsOrder order, QueryableSink sink, RollupRebuild rollupRebuild, Output output)
            throws SQLException, SinkException, ViewsRefusedException {
        Views views = new Views(sink.eventLog());
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
        output.print(result(plan, made, built), text -> ViewsText.printMade(plan, made, built, replace, text));
        boolean left = plan.typed().stream().anyMatch(typed -> typed.standing() == ViewsPlan.Standing.LOSES && !replace)
                || plan.rollups().stream().anyMatch(rollup -> rollup.state() == State.TAKEN);
        return left ? ExitCodes.FOUND : ExitCodes.FINE;
    }

    private int rebuild(ViewsPlan plan, RollupRebuild rollupRebuild, Output output)
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
        output.print(result(plan, List.of(), rebuilt), text -> ViewsText.printRebuilt(rebuilt, dryRun, text));
        return ExitCodes.FINE;
    }

    private static Result result(ViewsPlan plan, List<String> made, List<Rebuilt> rebuilt) {
        return new Result(
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
                    rebuild.isEmpty() ? since : Instant.parse("2299-01-01T00:00:00Z"),
                    chosen(),
                    replace,
                    othersStandStill);
        } catch (IllegalArgumentException e) {
            throw wrongUsage("--prefix: " + e.getMessage());
        }
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
