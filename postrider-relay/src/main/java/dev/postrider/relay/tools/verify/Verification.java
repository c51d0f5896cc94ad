package dev.postrider.relay.tools.verify;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.content.ContentSums;
import dev.postrider.relay.content.EventField;
import dev.postrider.relay.content.IdWindow;
import dev.postrider.relay.content.IdWindowDifference;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.query.Comparison;
import dev.postrider.relay.sink.query.IdRange;
import dev.postrider.relay.sink.query.LogSums;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.tools.AllShards;
import dev.postrider.relay.tools.DeliveredIdWindows;
import dev.postrider.relay.tools.DeliveredIdWindows.Batches;
import dev.postrider.relay.tools.DeliveredIdWindows.Scope;
import dev.postrider.relay.tools.DeliveredIdWindows.Total;
import dev.postrider.relay.tools.resend.RetainedRows;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Compares the ledger with the event log by id window: how many events there are, and a sum over each column.
 * Only windows in which these differ are looked at event by event. Delivery may go on meanwhile.
 *
 * <p>Writes nothing and locks nothing. Memory does not grow with what is compared: it is that of {@value #WINDOWS_AT_ONCE}
 * windows' sums, and of one window's events. Thread-safe; every run is one of its own.
 */
public final class Verification {
    /** So many windows are asked for at once: some four million events. */
    private static final int WINDOWS_AT_ONCE = 64;

    private final DeliveredIdWindows ledger;
    private final DataSource dataSource;
    private final EventLog log;

    /**
     * Connects to nothing yet.
     *
     * @param dataSource the database with the outbox
     */
    public Verification(DataSource dataSource, EventLog log) {
        this.dataSource = dataSource;
        this.ledger = new DeliveredIdWindows(dataSource);
        this.log = log;
    }

    /**
     * Compares.
     *
     * @throws SinkException if the event log can't be asked, or its rows can't be told apart
     */
    public VerifyReport run(VerifyScope what, VerifyListener listener) throws SQLException, SinkException {
        AllShards.require(dataSource, log);
        Run run = new Run(listener);
        Batches batches = batches(what);
        boolean all = what instanceof VerifyScope.All;
        long at = run.scope.firstIdWindow() - 1;
        Instant lastTime = null;
        for (List<Total> page = next(batches, at); !page.isEmpty(); page = next(batches, at)) {
            long last = page.get(page.size() - 1).number();
            run.compare(page, all ? at + 1 : page.get(0).number(), last, all);
            lastTime =
                    page.stream().map(Total::firstTime).min(Instant::compareTo).orElse(null);
            at = last;
        }
        if (all) {
            run.compareBehind(at, lastTime);
        }
        return run.report(batches, all ? ViewVerification.ofAll(log) : List.of());
    }

    /**
     * Compares one id window: the next one in which something was delivered.
     *
     * @param after the number of the window before, −1 for the first
     * @return null if there is none behind
     */
    @Nullable
    IdWindowOutcome next(long after) throws SQLException, SinkException {
        Scope scope = ledger.scope();
        List<Total> page = ledger.page(Batches.ALL, Math.max(after, scope.firstIdWindow() - 1), 1);
        if (page.isEmpty()) {
            return null;
        }
        Run run = new Run(VerifyListener.none());
        long number = page.get(0).number();
        run.compare(page, number, number, false);
        return new IdWindowOutcome(number, run.differences.isEmpty() ? null : run.differences.get(0));
    }

    /** What comparing one id window gave. */
    record IdWindowOutcome(long number, @Nullable IdWindowDifference difference) {}

    /** Looks at one id window again. */
    @Nullable
    IdWindowDifference examine(long number) throws SQLException, SinkException {
        return new Run(VerifyListener.none()).examination.examine(number);
    }

    private List<Total> next(Batches batches, long after) throws SQLException {
        return ledger.page(batches, after, WINDOWS_AT_ONCE);
    }

    private Batches batches(VerifyScope what) throws SQLException {
        if (what instanceof VerifyScope.Acknowledged acknowledged) {
            return ledger.acknowledged(acknowledged.when());
        }
        return what instanceof VerifyScope.Batches some ? new Batches(some.first(), some.last()) : Batches.ALL;
    }

    /** One verification under way. */
    private final class Run {
        private final VerifyListener listener;
        private final Scope scope = ledger.scope();
        private final Comparison comparison = log.comparison();
        private final IdWindowExamination examination = new IdWindowExamination(
                ledger, new RetainedRows(dataSource, scope.outbox()), log, comparison.compared(), log.selfDrops());
        private final List<IdWindowDifference> differences = new ArrayList<>();
        private VerifyReport.Totals totals = VerifyReport.Totals.NONE;
        private long windows;
        private long events;

        Run(VerifyListener listener) throws SQLException, SinkException {
            this.listener = listener;
        }

        /**
         * Compares some windows.
         *
         * @param others whether windows in between count in which nothing was delivered
         */
        void compare(List<Total> page, long first, long last, boolean others) throws SQLException, SinkException {
            Instant from =
                    page.stream().map(Total::firstTime).min(Instant::compareTo).orElseThrow();
            Instant to =
                    page.stream().map(Total::lastTime).max(Instant::compareTo).orElseThrow();
            Map<Long, LogSums> there = ask(first, last, new IdRange.Times(from, to));
            for (Total total : page) {
                LogSums stored = there.remove(total.number());
                if (stored == null || stored.rows() != total.rows() || differs(total.sums(), stored.sums())) {
                    examine(total.number());
                }
                events += total.rows();
            }
            windows += page.size();
            if (others) {
                examineAll(there.keySet());
            }
            listener.compared(windows, scope.windows());
        }

        /** Windows behind the last one in which something was delivered. */
        void compareBehind(long last, @Nullable Instant from) throws SQLException, SinkException {
            IdRange.Times times = from == null ? null : new IdRange.Times(from, EventTime.LATEST);
            examineAll(
                    ask(last + 1, IdWindow.numberOf(Long.MAX_VALUE) - 1, times).keySet());
        }

        private void examineAll(Set<Long> numbers) throws SQLException, SinkException {
            for (long number : new TreeSet<>(numbers)) {
                examine(number);
                windows++;
            }
        }

        private boolean differs(ContentSums expected, ContentSums stored) {
            Set<EventField> differing = expected.differing(stored);
            differing.retainAll(comparison.compared());
            return !differing.isEmpty();
        }

        private Map<Long, LogSums> ask(long first, long last, IdRange.@Nullable Times times) throws SinkException {
            IdRange range = new IdRange(scope.outbox(), IdWindow.firstId(first), IdWindow.firstId(last + 1) - 1, times);
            Map<Long, LogSums> there = new HashMap<>();
            log.idWindows(range).forEach(window -> there.put(window.key(), window));
            return there;
        }

        private void examine(long number) throws SQLException, SinkException {
            IdWindowDifference difference = examination.examine(number);
            if (difference != null) {
                totals = totals.plus(difference);
                if (differences.size() < VerifyReport.KEPT) {
                    differences.add(difference);
                }
                listener.differs(difference);
            }
        }

        VerifyReport report(Batches batches, List<ViewReport> views) throws SQLException, SinkException {
            OutboxStatus status = ledger.status();
            return new VerifyReport(
                    scope.outbox(),
                    log.table(),
                    windows,
                    events,
                    totals,
                    differences,
                    comparison.notCompared(),
                    ledger.withoutIdWindows(batches),
                    examination.mayBeGone(),
                    totals.missing() > 0 ? log.hiding() : List.of(),
                    views,
                    new VerifyReport.Besides(
                            status.pending(), status.pendingIsAtLeast(), status.failed(), status.doubt()));
        }
    }
}
