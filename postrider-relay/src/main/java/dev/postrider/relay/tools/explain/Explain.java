package dev.postrider.relay.tools.explain;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.content.EventField;
import dev.postrider.relay.content.IdWindow;
import dev.postrider.relay.ledger.BatchEntry;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.query.Comparison;
import dev.postrider.relay.sink.query.LogPlace;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.AllShards;
import dev.postrider.relay.tools.DeliveredIdWindows;
import dev.postrider.relay.tools.explain.Explanation.Batch;
import dev.postrider.relay.tools.explain.Explanation.Committed;
import dev.postrider.relay.tools.explain.Explanation.EventLife;
import dev.postrider.relay.tools.explain.Explanation.Outcome;
import dev.postrider.relay.tools.explain.Explanation.Published;
import dev.postrider.relay.tools.explain.Explanation.Refusal;
import dev.postrider.relay.tools.explain.LedgerQueries.Letter;
import dev.postrider.relay.tools.resend.RetainedRow;
import dev.postrider.relay.tools.resend.RetainedRows;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells what became of one event: when it was published and committed, in which batch it was, whether it was refused, and where it is in
 * the event log. Works also after the outbox was emptied, as long as the ledger remembers.
 *
 * <p>Writes nothing and locks nothing, but reads the whole outbox and, unless it has an index, the event log's column
 * {@code event_id}: for people. Thread-safe.
 */
public final class Explain {
    private final DataSource dataSource;
    private final EventLog log;
    private final DeliveredIdWindows ledger;
    private final LedgerQueries questions;

    /**
     * Connects to nothing yet.
     *
     * @param dataSource the database with the outbox
     */
    public Explain(DataSource dataSource, EventLog log) {
        this.dataSource = dataSource;
        this.log = log;
        this.ledger = new DeliveredIdWindows(dataSource);
        this.questions = new LedgerQueries(dataSource);
    }

    /** Explains. What PostgreSQL knows is told also where the event log can't be asked, or its rows can't be told apart. */
    public Explanation event(long eventId) throws SQLException {
        return new Search(eventId).result();
    }

    /** What is known of one published row, until it is told where it is in the event log. */
    private record Draft(
            Outcome outcome,
            @Nullable Published published,
            @Nullable Committed committed,
            @Nullable Batch batch,
            @Nullable Refusal refusal,
            @Nullable RetainedRow row) {

        long sortKey() {
            return batch == null ? Long.MAX_VALUE : batch.batchNo();
        }

        boolean mayBe(LogPlace place) {
            return published == null || published.eventDateTime().equals(place.eventDateTime());
        }
    }

    /**
     * What the event log answered.
     *
     * @param unknown why it did not; null if it did
     */
    private record LogAnswer(
            Comparison comparison,
            List<LogPlace> places,
            @Nullable String unknown) {}

    /** One explanation under way. */
    private final class Search {
        private final long eventId;
        private final DeliveredIdWindows.Scope scope = ledger.scope();
        private final RetainedRows retained = new RetainedRows(dataSource, scope.outbox());
        private final Set<Long> delivering = new TreeSet<>();
        private final @Nullable String doubt = questions.doubt();
        private final List<Letter> letters;
        private final List<Draft> drafts = new ArrayList<>();

        Search(long eventId) throws SQLException {
            this.eventId = eventId;
            this.letters = new ArrayList<>(questions.letters(eventId));
            ledger.idWindow(IdWindow.numberOf(eventId)).stream()
                    .filter(part -> part.window().ids().contains(eventId))
                    .forEach(part -> delivering.add(part.batchNo()));
        }

        Explanation result() throws SQLException {
            for (RetainedRow row : retained.of(eventId)) {
                drafts.add(ofRow(row));
            }
            for (Letter letter : letters) {
                drafts.add(new Draft(
                        outcome(letter),
                        letter.published(),
                        committed(letter.txid(), ledger.batch(letter.batchNo())),
                        batch(letter.batchNo()),
                        letter.refusal(),
                        null));
            }
            for (long batchNo : delivering) {
                drafts.add(new Draft(Outcome.DELIVERED, null, null, batch(batchNo), null, null));
            }
            drafts.sort((one, other) -> Long.compare(one.sortKey(), other.sortKey()));
            LogAnswer log = askTheLog();
            List<LogPlace> places = new ArrayList<>(log.places());
            List<EventLife> lives = new ArrayList<>();
            for (Draft draft : drafts) {
                lives.add(life(draft, places, log.comparison().compared()));
            }
            return new Explanation(
                    scope.outbox(), eventId, lives, places, log.comparison().notCompared(), doubt, log.unknown());
        }

        /** Half an answer is better than none. */
        private LogAnswer askTheLog() throws SQLException {
            try {
                AllShards.require(dataSource, log);
                return new LogAnswer(log.comparison(), log.places(scope.outbox(), eventId), null);
            } catch (SinkException e) {
                return new LogAnswer(
                        new Comparison(false, Set.of(), Map.of()), List.of(), String.valueOf(e.getMessage()));
            }
        }

        private Draft ofRow(RetainedRow row) throws SQLException {
            Letter letter = letters.stream()
                    .filter(one -> one.txid() == row.txid())
                    .findFirst()
                    .orElse(null);
            letters.remove(letter);
            if (letter == null && doubt != null) {
                return new Draft(
                        Outcome.UNKNOWN, published(row), new Committed(row.txid(), null, null, null), null, null, row);
            }
            Long done = questions.batchOf(row.txid(), eventId);
            BatchEntry batch = done == null ? underWay(row) : ledger.batch(done);
            Outcome outcome;
            if (letter != null) {
                outcome = outcome(letter);
            } else if (done != null) {
                boolean isDelivered = delivering.remove(done) || IdWindow.numberOf(eventId) < scope.firstIdWindow();
                outcome = isDelivered ? Outcome.DELIVERED : Outcome.REFUSED;
            } else {
                outcome = batch == null ? Outcome.WAITING : Outcome.UNDER_WAY;
            }
            return new Draft(
                    outcome,
                    published(row),
                    committed(row.txid(), batch),
                    batch == null ? null : batch(batch),
                    letter == null ? null : letter.refusal(),
                    row);
        }

        private static Published published(RetainedRow row) {
            return new Published(
                    row.eventType(),
                    EventTime.ofMicros(row.identity().micros()),
                    row.environment(),
                    row.metadataVersion(),
                    row.traceParent(),
                    row.contextBytes(),
                    true);
        }

        private static Outcome outcome(Letter letter) {
            if (letter.refusal().requeuedAt() != null) {
                return Outcome.REQUEUED;
            }
            return letter.refusal().discardedAt() != null ? Outcome.DISCARDED : Outcome.DEAD_LETTER;
        }

        private @Nullable BatchEntry underWay(RetainedRow row) throws SQLException {
            for (BatchEntry batch : ledger.underWay()) {
                boolean[] found = new boolean[1];
                retained.read(
                        batch,
                        IdWindow.numberOf(eventId),
                        null,
                        (txid, buffer, offset, length) ->
                                found[0] |= txid == row.txid() && RetainedRow.eventId(buffer, offset) == eventId);
                if (found[0]) {
                    return batch;
                }
            }
            return null;
        }

        private Batch batch(long batchNo) throws SQLException {
            BatchEntry entry = ledger.batch(batchNo);
            return entry == null ? new Batch(batchNo, 0, null, null, 0, 0, null) : batch(entry);
        }

        private static Batch batch(BatchEntry entry) {
            BatchEntry.Outcome outcome = entry.outcome();
            return outcome == null
                    ? new Batch(entry.plan().batchNo(), entry.fence(), entry.plannedAt(), null, 0, 0, null)
                    : new Batch(
                            entry.plan().batchNo(),
                            entry.fence(),
                            entry.plannedAt(),
                            outcome.doneAt(),
                            outcome.rows(),
                            outcome.attempts(),
                            outcome.token());
        }

        private Committed committed(long txid, @Nullable BatchEntry batch) throws SQLException {
            LedgerQueries.CommitTime time = questions.commitTime(txid);
            if (batch == null) {
                return new Committed(txid, time.newestPlan(), null, time.at());
            }
            BatchPlan plan = batch.plan();
            Instant after = questions.seenAt(plan.batchNo(), plan.seenFrom());
            return new Committed(txid, after, questions.seenAt(plan.batchNo(), plan.seenTo()), time.at());
        }

        /** Takes the draft's rows out of those that are left. */
        private static EventLife life(Draft draft, List<LogPlace> left, Set<EventField> compared) {
            // Of a dead letter that was requeued, the row that was put into the outbox is the one that was delivered.
            boolean isThere = draft.outcome() == Outcome.DELIVERED || draft.outcome() == Outcome.UNDER_WAY;
            List<LogPlace> places = isThere ? left.stream().filter(draft::mayBe).toList() : List.of();
            left.removeAll(places);
            return new EventLife(
                    draft.outcome(),
                    draft.published(),
                    draft.committed(),
                    draft.batch(),
                    draft.refusal(),
                    places,
                    isEqual(draft.row(), places, compared));
        }

        private static @Nullable Boolean isEqual(
                @Nullable RetainedRow row, List<LogPlace> places, Set<EventField> compared) {
            if (row == null || places.isEmpty()) {
                return null;
            }
            return places.stream().allMatch(place -> {
                Set<EventField> differing = row.sums().sums().differing(place.sums());
                differing.retainAll(compared);
                return differing.isEmpty();
            });
        }
    }
}
