package dev.postrider.relay.tools.verify;

import dev.postrider.relay.batch.QueryIds;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.EventLogFacts;
import dev.postrider.relay.sink.EventLogFacts.Table;
import dev.postrider.relay.sink.EventLogFacts.View;
import dev.postrider.relay.sink.ViewFlaw;
import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.query.SelfDrops;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.LogShape;
import dev.postrider.relay.sink.view.LogViews;
import dev.postrider.relay.sink.view.LogViews.Difference;
import dev.postrider.relay.sink.view.Rollup;
import dev.postrider.relay.tools.resend.Resend;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the views on the event log, of one shard, with it: rollups by their counts, any other view by whether it can be given an event twice.
 * Delivery may go on meanwhile: a difference counts only if it stays the same, whatever comes. Writes nothing.
 */
final class ViewVerification {
    /** So often is a difference looked at again, unless it is certain before. */
    private static final int LOOKS = 6;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);
    /** For how long an insert has been at work is told in whole milliseconds. */
    private static final Duration TICK = Duration.ofMillis(1);
    /** A view is given its rows after the event log: what an insert is at work on says nothing. */
    private static final Duration LONGEST_INSERT = Duration.ofSeconds(60);

    private final EventLog log;
    private final LogViews views;

    /** Of each shard: its views are given what it is given. */
    static List<ViewReport> ofAll(EventLog log) throws SinkException {
        List<EventLog> shards = log.shards();
        List<ViewReport> reports = new ArrayList<>();
        for (EventLog shard : shards) {
            try {
                for (ViewReport report : new ViewVerification(shard).run()) {
                    reports.add(shards.size() == 1 ? report : report.on(shard.description()));
                }
            } catch (SinkException e) {
                throw shards.size() == 1 ? e : e.at(shard.description());
            }
        }
        return reports;
    }

    private ViewVerification(EventLog log) {
        this.log = log;
        this.views = log.views();
    }

    private List<ViewReport> run() throws SinkException {
        EventLogFacts facts = log.facts();
        LogShape shape = views.shape();
        Table table = facts.table();
        Map<String, Rollup> rollups = new TreeMap<>();
        for (Rollup rollup : views.rollups(shape)) {
            rollups.put(shape.database() + "." + rollup.view(shape), rollup);
        }
        List<ViewReport> reports = new ArrayList<>();
        for (View view : facts.views()) {
            ViewFlaw flaw = ViewFlaw.of(view, table);
            reports.add(report(shape, view.name(), rollups.remove(view.name()), flaw));
        }
        for (Map.Entry<String, Rollup> unfilled : rollups.entrySet()) {
            String name = unfilled.getValue().table(shape);
            reports.add(report(
                    shape,
                    unfilled.getKey(),
                    unfilled.getValue(),
                    new ViewFlaw(
                            true,
                            "the materialized view " + unfilled.getKey() + " is not there",
                            "",
                            "postrider views --rebuild " + name)));
        }
        return reports;
    }

    private ViewReport report(LogShape shape, String view, @Nullable Rollup rollup, @Nullable ViewFlaw flaw)
            throws SinkException {
        String what = flaw == null ? null : flaw.what();
        String remedy = flaw == null ? null : flaw.remedy();
        if (rollup == null) {
            return new ViewReport(view, null, List.of(), 0, 0, what, remedy, null);
        }
        RollupCounts counts = counts(shape, rollup);
        List<Difference> differences = new ArrayList<>(counts.differences());
        List<Difference> gone = gone(shape, differences);
        differences.removeAll(gone);
        return new ViewReport(
                view,
                rollup.table(shape),
                differences,
                gone.stream().mapToLong(day -> day.counted() - day.there()).sum(),
                counts.unsettled(),
                what,
                remedy,
                null);
    }

    private RollupCounts counts(LogShape shape, Rollup rollup) throws SinkException {
        RollupCounts counts = new RollupCounts(views.differences(shape, rollup), LOOKS);
        for (int look = 0; look < LOOKS && counts.unsettled() > 0; look++) {
            long before = System.nanoTime();
            Resend.sleep(BETWEEN_LOOKS);
            boolean allEnded = awaitInsertsFrom(before);
            counts.lookAgain(views.differences(shape, rollup), allEnded);
        }
        return counts;
    }

    /** Waits until every insert has ended that was at work then. False where the server does not tell. */
    private boolean awaitInsertsFrom(long nanos) throws SinkException {
        try {
            // The answer is a little older than its arrival.
            long asked = System.nanoTime();
            Optional<InsertAtWork> oldest = log.atWork(QueryIds.ofAll());
            while (oldest.isPresent() && oldest.get().since().plus(TICK).toNanos() >= asked - nanos) {
                if (oldest.get().since().compareTo(LONGEST_INSERT) > 0) {
                    throw new SinkException("an insert is at work for more than " + LONGEST_INSERT.toSeconds()
                            + " s, so that it is not known what the views on " + log.table()
                            + " have been given; try again later");
                }
                Resend.sleep(BETWEEN_LOOKS);
                asked = System.nanoTime();
                oldest = log.atWork(QueryIds.ofAll());
            }
            return true;
        } catch (SinkException e) {
            if (e.isAnswered()) {
                return false;
            }
            throw e;
        }
    }

    /** Days of which the event log may have dropped events: a rollup keeps what it has counted. */
    private List<Difference> gone(LogShape shape, List<Difference> differences) throws SinkException {
        List<Difference> more =
                differences.stream().filter(day -> day.counted() > day.there()).toList();
        if (more.isEmpty()) {
            return List.of();
        }
        String first = views.firstDay(shape);
        SelfDrops drops = log.selfDrops();
        List<Boolean> mayBeGone = drops.mayBeGone(more.stream()
                .map(day -> LocalDate.parse(day.day()).atStartOfDay().toInstant(ZoneOffset.UTC))
                .toList());
        List<Difference> gone = new ArrayList<>();
        for (int i = 0; i < more.size(); i++) {
            boolean isBeforeLog = more.get(i).there() == 0 && more.get(i).day().compareTo(first) < 0;
            if (isBeforeLog || mayBeGone.get(i)) {
                gone.add(more.get(i));
            }
        }
        return gone;
    }
}
