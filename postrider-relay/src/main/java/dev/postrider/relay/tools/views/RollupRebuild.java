package dev.postrider.relay.tools.views;

import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.LogShape;
import dev.postrider.relay.sink.view.LogViews;
import dev.postrider.relay.sink.view.LogViews.TableBeside;
import dev.postrider.relay.sink.view.Rollup;
import dev.postrider.relay.tools.DeliveredIdWindows;
import dev.postrider.relay.tools.resend.ResendLock;
import dev.postrider.relay.tools.views.ViewsPlan.State;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Builds rollups anew beside those that run, and swaps them, each event counted once:
 *
 * <ol>
 *   <li>While nothing is on its way: a new table, a materialized view that fills it, and a copy of the event log that shares its
 *       parts. What is there is in the copy, what comes is in the view.
 *   <li>While delivery goes on: the copy is counted into the new table.
 *   <li>While nothing is on its way: the new table takes the old one's name, and so the view that filled the old one.
 * </ol>
 *
 * <p>The old table stays under another name. Whatever ends it in the middle, the old rollup goes on as it was. Thread-safe; one at a
 * time runs on a database.
 */
public final class RollupRebuild {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss_SSS").withZone(ZoneOffset.UTC);

    private final DataSource dataSource;
    private final QueryableSink sink;
    private final LogViews log;

    /** Connects to nothing yet. The caller closes the sink. */
    public RollupRebuild(DataSource dataSource, QueryableSink sink) {
        this.dataSource = dataSource;
        this.sink = sink;
        this.log = sink.eventLog().views();
    }

    /**
     * What a rebuild did, or would do.
     *
     * @param events how many events the new one counts
     * @param before how many the old one counted; 0 if there was none
     * @param kept the name under which the old table is kept; empty if it was none that had been finished
     * @param lost how many of the old one's events lie before the event log's first, and are not in the new one
     */
    public record Rebuilt(Rollup rollup, String table, long events, long before, String kept, long lost) {}

    /** Names beside those of the rollup. */
    private record Beside(Rollup rollup, String table, String view) {
        static Beside of(Rollup rollup, LogShape shape) {
            return new Beside(rollup, rollup.table(shape) + "_rebuild", rollup.view(shape) + "_rebuild");
        }
    }

    /**
     * Says what a rebuild would do.
     *
     * @throws ViewsRefusedException if it could not be exact
     */
    public List<Rebuilt> dryRun(List<Rollup> rollups, boolean othersStandStill)
            throws SQLException, SinkException, ViewsRefusedException {
        LogShape shape = checked(rollups, othersStandStill);
        Map<String, TableBeside> there = log.tables();
        List<Rebuilt> would = new ArrayList<>();
        for (Rollup rollup : rollups) {
            would.add(outcome(shape, rollup, there, log.rows(shape, shape.table()), stamp()));
        }
        return would;
    }

    /**
     * Builds them.
     *
     * @param othersStandStill whether the relays of other outboxes on the same event log are stopped
     * @param withoutOlder whether events may be left out that the old one counted and that are gone from the event log
     * @throws ViewsRefusedException if it can't be exact, or would lose what only the old one knows; then nothing was changed
     * @throws SinkException if ClickHouse can't be reached or refuses; what runs goes on as it was
     * @throws dev.postrider.relay.tools.resend.ResendBusyException if a repair or replay is under way
     */
    public List<Rebuilt> run(List<Rollup> rollups, boolean othersStandStill, boolean withoutOlder)
            throws SQLException, SinkException, ViewsRefusedException {
        LogShape shape = checked(rollups, othersStandStill);
        String outbox = new DeliveredIdWindows(dataSource).scope().outbox();
        try (ResendLock lock = ResendLock.take(dataSource)) {
            Map<String, TableBeside> there = log.tables();
            if (!withoutOlder) {
                refuseLosses(shape, rollups, there);
            }
            clear(shape, rollups, there);
            Set<Rollup> swapped = EnumSet.noneOf(Rollup.class);
            try {
                makeBeside(shape, rollups, outbox, there);
                for (Rollup rollup : rollups) {
                    log.run(rollup.fill(shape, Beside.of(rollup, shape).table(), snapshot(shape)));
                }
                dropSnapshot(shape);
                lock.require();
                return swap(shape, rollups, outbox, swapped);
            } catch (SQLException | SinkException | ViewsRefusedException | RuntimeException e) {
                clearAfter(shape, rollups, swapped, e);
                throw e;
            }
        }
    }

    private LogShape checked(List<Rollup> rollups, boolean othersStandStill)
            throws SQLException, SinkException, ViewsRefusedException {
        LogShape shape = log.shape();
        if (!shape.isMergeTree() || shape.isOnReplicas()) {
            throw new ViewsRefusedException("the event log " + shape.database() + "." + shape.table() + " is a "
                    + shape.engineName()
                    + (shape.isOnReplicas()
                            ? ": a rollup's view is needed on each of its replicas. Stop the relays, run what `postrider"
                                    + " views` prints on each replica, the INSERT on one, and start them again"
                            : ": a rollup of it can't be exact. Use a MergeTree"));
        }
        Map<String, TableBeside> there = log.tables();
        for (Rollup rollup : rollups) {
            if (Views.state(rollup, shape, there) == State.TAKEN) {
                throw new ViewsRefusedException(rollup.table(shape) + " or " + rollup.view(shape)
                        + " is there already, and was not made by Postrider: rename or drop it");
            }
        }
        List<String> others = log.otherOutboxes(
                shape, new DeliveredIdWindows(dataSource).scope().outbox());
        if (!others.isEmpty() && !othersStandStill) {
            throw new ViewsRefusedException("the event log has events of other outboxes too: "
                    + String.join(", ", others) + ". Only this outbox's delivery can be paused from here: stop the"
                    + " relays of the others, and add --others-stand-still");
        }
        return shape;
    }

    private void refuseLosses(LogShape shape, List<Rollup> rollups, Map<String, TableBeside> there)
            throws SinkException, ViewsRefusedException {
        for (Rollup rollup : rollups) {
            long lost = lost(shape, rollup, there);
            if (lost > 0) {
                throw new ViewsRefusedException(rollup.table(shape) + " has counted " + lost
                        + " events before the first that the event log still has (DROP PARTITION, or its TTL): a rebuilt"
                        + " one would lack them. To do without them: --without-older");
            }
        }
    }

    private long lost(LogShape shape, Rollup rollup, Map<String, TableBeside> there) throws SinkException {
        return there.containsKey(rollup.table(shape)) ? log.countedBeforeLog(shape, rollup) : 0;
    }

    /** What an earlier one left that was broken off; a table with counts is kept under another name. */
    private void clear(LogShape shape, List<Rollup> rollups, Map<String, TableBeside> there) throws SinkException {
        for (Rollup rollup : rollups) {
            Beside beside = Beside.of(rollup, shape);
            if (there.containsKey(beside.view())) {
                log.dropView(shape, beside.view());
            }
            if (there.containsKey(beside.table())) {
                log.rename(shape, beside.table(), rollup.table(shape) + "_left_" + stamp());
            }
        }
        if (there.containsKey(snapshot(shape))) {
            dropSnapshot(shape);
        }
    }

    /** A failure leaves what runs as it was; what was made beside it goes. */
    private void clearAfter(LogShape shape, List<Rollup> rollups, Set<Rollup> swapped, Exception failure) {
        try {
            Map<String, TableBeside> there = log.tables();
            for (Rollup rollup : rollups) {
                Beside beside = Beside.of(rollup, shape);
                if (there.containsKey(beside.view())) {
                    log.dropView(shape, beside.view());
                }
                // of one that was swapped it is the old one
                if (there.containsKey(beside.table()) && !swapped.contains(rollup)) {
                    log.dropTable(shape, beside.table());
                }
            }
            if (there.containsKey(snapshot(shape))) {
                dropSnapshot(shape);
            }
        } catch (SinkException e) {
            // the next rebuild clears it
            failure.addSuppressed(e);
        }
    }

    private void makeBeside(LogShape shape, List<Rollup> rollups, String outbox, Map<String, TableBeside> there)
            throws SQLException, SinkException, ViewsRefusedException {
        for (Rollup rollup : rollups) {
            log.run(rollup.createTable(shape, Beside.of(rollup, shape).table(), rollup.comment(shape)));
            if (!there.containsKey(rollup.table(shape))) {
                log.run(rollup.createTable(shape, rollup.table(shape), rollup.unfilledComment(shape)));
            }
        }
        try (StandStill stand = StandStill.begin(dataSource, sink.eventLog(), outbox)) {
            for (Rollup rollup : rollups) {
                Beside beside = Beside.of(rollup, shape);
                log.run(rollup.createView(shape, beside.view(), beside.table()));
                if (!there.containsKey(rollup.view(shape))) {
                    log.run(rollup.createView(shape, rollup.view(shape), rollup.table(shape)));
                }
            }
            log.copy(shape, snapshot(shape));
            if (!stand.end()) {
                throw new ViewsRefusedException("to make a copy of the event log took longer than "
                        + StandStill.LONGEST.toSeconds() + " s, for which delivery may pause: nothing was changed");
            }
        }
    }

    private List<Rebuilt> swap(LogShape shape, List<Rollup> rollups, String outbox, Set<Rollup> swapped)
            throws SQLException, SinkException, ViewsRefusedException {
        try (StandStill stand = StandStill.begin(dataSource, sink.eventLog(), outbox)) {
            long events = log.rows(shape, shape.table());
            for (Rollup rollup : rollups) {
                long counted = log.counted(shape, Beside.of(rollup, shape).table());
                if (counted != events) {
                    throw new ViewsRefusedException("the new " + rollup.table(shape) + " has counted " + counted
                            + " events, and the event log has " + events + ": it was changed by something else than"
                            + " delivery meanwhile (DROP PARTITION, DELETE, TTL, an INSERT by hand). Nothing was swapped;"
                            + " try again");
                }
            }
            Map<String, TableBeside> there = log.tables();
            String stamp = stamp();
            List<Rebuilt> rebuilt = new ArrayList<>();
            for (Rollup rollup : rollups) {
                rebuilt.add(outcome(shape, rollup, there, events, stamp));
            }
            if (!stand.hold()) {
                throw new ViewsRefusedException("to compare took longer than " + StandStill.LONGEST.toSeconds()
                        + " s, for which delivery may pause: nothing was swapped");
            }
            for (Rebuilt one : rebuilt) {
                swapped.add(one.rollup());
                swap(shape, one);
            }
            if (!stand.end()) {
                throw new ViewsRefusedException("the swap took longer than " + StandStill.LONGEST.toSeconds()
                        + " s, for which delivery may pause: the rollups are new, and an event may be counted twice or not"
                        + " at all. See what postrider verify says");
            }
            return rebuilt;
        }
    }

    /** A view finds its table by its name: with the tables' names swapped, the view that runs fills the new one. */
    private void swap(LogShape shape, Rebuilt one) throws SinkException {
        Beside beside = Beside.of(one.rollup(), shape);
        log.exchange(shape, one.table(), beside.table());
        log.dropView(shape, beside.view());
        if (one.kept().isEmpty()) {
            log.dropTable(shape, beside.table());
        } else {
            log.rename(shape, beside.table(), one.kept());
        }
    }

    private Rebuilt outcome(LogShape shape, Rollup rollup, Map<String, TableBeside> there, long events, String stamp)
            throws SinkException {
        String table = rollup.table(shape);
        TableBeside old = there.get(table);
        if (old == null) {
            return new Rebuilt(rollup, table, events, 0, "", 0);
        }
        boolean wasFilled = old.comment().equals(rollup.comment(shape));
        return new Rebuilt(
                rollup,
                table,
                events,
                log.counted(shape, table),
                wasFilled ? keptName(table, stamp) : "",
                log.countedBeforeLog(shape, rollup));
    }

    private void dropSnapshot(LogShape shape) throws SinkException {
        log.dropTable(shape, snapshot(shape));
    }

    private static String snapshot(LogShape shape) {
        return shape.table() + "_rebuild_copy";
    }

    private static String keptName(String table, String stamp) {
        return table + "_before_" + stamp;
    }

    private static String stamp() {
        return STAMP.format(Clock.systemUTC().instant());
    }
}
