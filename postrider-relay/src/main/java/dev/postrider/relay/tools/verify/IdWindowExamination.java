package dev.postrider.relay.tools.verify;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.batch.BigEndian;
import dev.postrider.relay.content.ContentSums;
import dev.postrider.relay.content.EventField;
import dev.postrider.relay.content.IdSet;
import dev.postrider.relay.content.IdWindow;
import dev.postrider.relay.content.IdWindowDifference;
import dev.postrider.relay.ledger.BatchEntry;
import dev.postrider.relay.read.RowSums;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.query.IdRange;
import dev.postrider.relay.sink.query.LogSums;
import dev.postrider.relay.sink.query.SelfDrops;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.DeliveredIdWindows;
import dev.postrider.relay.tools.DeliveredIdWindows.OfBatch;
import dev.postrider.relay.tools.resend.RetainedRow;
import dev.postrider.relay.tools.resend.RetainedRows;
import java.sql.SQLException;
import java.time.Instant;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one id window event by event, while delivery goes on. What must be there is what was acknowledged before the look; what
 * may be there besides is what was acknowledged during it, and what is under way after it: whatever the look can have seen was
 * planned before its end. Its memory is a few MiB: a window has 65,536 ids, however often each is there.
 */
final class IdWindowExamination {
    private final DeliveredIdWindows ledger;
    private final RetainedRows retained;
    private final EventLog log;
    private final Set<EventField> compared;
    private final SelfDrops selfDrops;
    private final String outbox;
    private long mayBeGone;

    /** @param selfDrops what the event log may have dropped by itself: that is not missing */
    IdWindowExamination(
            DeliveredIdWindows ledger,
            RetainedRows retained,
            EventLog log,
            Set<EventField> compared,
            SelfDrops selfDrops)
            throws SQLException {
        this.ledger = ledger;
        this.retained = retained;
        this.log = log;
        this.compared = compared;
        this.selfDrops = selfDrops;
        this.outbox = ledger.scope().outbox();
    }

    /** How many events, in all windows so far, are not there and may have been dropped by the event log itself. */
    long mayBeGone() {
        return mayBeGone;
    }

    /** What differs; null if nothing does. */
    @Nullable
    IdWindowDifference examine(long number) throws SQLException, SinkException {
        Look first = look(number, true);
        // Only a window that differs is worth a look at rows with other times than were delivered, and at the whole
        // ledger.
        Look second = first.difference() == null ? first : look(number, false);
        mayBeGone += second.mayBeGone();
        return second.difference();
    }

    /**
     * What a look gave.
     *
     * @param mayBeGone events that are not there, and need not be
     */
    private record Look(@Nullable IdWindowDifference difference, long mayBeGone) {}

    private Look look(long number, boolean byTime) throws SQLException, SinkException {
        List<OfBatch> delivered = ledger.idWindow(number);
        IdRange range = new IdRange(
                outbox, IdWindow.firstId(number), IdWindow.firstId(number + 1) - 1, byTime ? times(delivered) : null);
        Map<Long, LogSums> there =
                log.ids(range).stream().collect(Collectors.toMap(LogSums::key, sums -> sums, (one, other) -> one));
        BitSet pending = pending(number, delivered, byTime ? ledger.underWay() : ledger.gaps());
        Finding finding = new Finding(number, delivered, there, pending);
        IdWindowDifference difference = finding.difference();
        return new Look(difference, finding.gone.cardinality());
    }

    private static IdRange.@Nullable Times times(List<OfBatch> delivered) {
        if (delivered.isEmpty()) {
            return null;
        }
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (OfBatch part : delivered) {
            first = first.isBefore(part.window().firstTime())
                    ? first
                    : part.window().firstTime();
            last = last.isAfter(part.window().lastTime()) ? last : part.window().lastTime();
        }
        return new IdRange.Times(first, last);
    }

    /** Ids that may be there or not: those of batches under way, and of batches acknowledged since. */
    private BitSet pending(long number, List<OfBatch> before, List<BatchEntry> underWay) throws SQLException {
        BitSet pending = new BitSet();
        // First what is under way, then what was acknowledged: a batch that changes sides in between is seen twice.
        for (BatchEntry batch : underWay) {
            retained.read(
                    batch,
                    number,
                    null,
                    (txid, buffer, offset, length) ->
                            pending.set(IdSet.lowBits(BigEndian.longAt(buffer, offset + Integer.BYTES))));
        }
        Set<Long> known = before.stream().map(OfBatch::batchNo).collect(Collectors.toSet());
        for (OfBatch part : ledger.idWindow(number)) {
            if (!known.contains(part.batchNo())) {
                pending.or(part.window().ids().lowBits());
            }
        }
        return pending;
    }

    /** One look's result, taken apart. */
    private final class Finding {
        private final long number;
        private final List<OfBatch> delivered;
        private final Map<Long, LogSums> there;
        private final BitSet pending;
        private final int[] times = new int[IdSet.WINDOW_IDS];
        private final BitSet missing = new BitSet();
        private final BitSet gone = new BitSet();
        private final BitSet extra = new BitSet();
        private final BitSet doubled = new BitSet();
        private final BitSet altered = new BitSet();
        private final BitSet suspects = new BitSet();
        private final Set<EventField> columns = EnumSet.noneOf(EventField.class);

        Finding(long number, List<OfBatch> delivered, Map<Long, LogSums> there, BitSet pending) {
            this.number = number;
            this.delivered = delivered;
            this.there = there;
            this.pending = pending;
        }

        @Nullable
        IdWindowDifference difference() throws SQLException, SinkException {
            count();
            leaveOutWhatMayBeGone();
            for (OfBatch part : delivered) {
                compareContent(part);
            }
            if (missing.isEmpty() && extra.isEmpty() && doubled.isEmpty() && altered.isEmpty() && suspects.isEmpty()) {
                return null;
            }
            return new IdWindowDifference(
                    number,
                    delivered.stream()
                            .filter(this::isTouched)
                            .map(OfBatch::batchNo)
                            .toList(),
                    columns,
                    IdSet.of(missing),
                    IdSet.of(extra),
                    IdSet.of(doubled),
                    IdSet.of(altered),
                    IdSet.of(suspects));
        }

        private void count() {
            for (OfBatch part : delivered) {
                part.window().ids().lowBits().stream().forEach(id -> times[id]++);
            }
            for (int id = 0; id < times.length; id++) {
                long rows = rows(id);
                if (pending.get(id)) {
                    continue;
                }
                missing.set(id, rows < times[id]);
                extra.set(id, rows > 0 && times[id] == 0);
                doubled.set(id, times[id] > 0 && rows > times[id]);
            }
        }

        private void leaveOutWhatMayBeGone() throws SQLException, SinkException {
            if (missing.isEmpty() || !selfDrops.any()) {
                return;
            }
            for (OfBatch part : delivered) {
                BitSet lacking = part.window().ids().lowBits();
                lacking.and(missing);
                if (!lacking.isEmpty()) {
                    gone.or(goneOf(part, lacking));
                }
            }
            missing.andNot(gone);
        }

        /** By the times of all of the batch's events, where that decides; otherwise by their own, as far as the outbox tells. */
        private BitSet goneOf(OfBatch part, BitSet lacking) throws SQLException, SinkException {
            List<Boolean> ends = selfDrops.mayBeGone(
                    List.of(part.window().firstTime(), part.window().lastTime()));
            if (ends.get(0).equals(ends.get(1))) {
                return ends.get(0) ? lacking : new BitSet();
            }
            Map<Integer, Instant> times = times(part);
            List<Integer> known =
                    lacking.stream().boxed().filter(times::containsKey).toList();
            List<Boolean> answers =
                    selfDrops.mayBeGone(known.stream().map(times::get).toList());
            BitSet goneHere = (BitSet) lacking.clone();
            for (int i = 0; i < answers.size(); i++) {
                goneHere.set(known.get(i), answers.get(i));
            }
            return goneHere;
        }

        /** Those of the batch's events in this window that the outbox still holds. */
        private Map<Integer, Instant> times(OfBatch part) throws SQLException {
            BatchEntry batch = ledger.batch(part.batchNo());
            Map<Integer, Instant> times = new HashMap<>();
            if (batch != null) {
                retained.read(batch, number, part.window().ids(), (txid, buffer, offset, length) -> {
                    RetainedRow row = RetainedRow.copy(txid, buffer, offset, length);
                    times.put(
                            IdSet.lowBits(row.eventId()),
                            EventTime.ofMicros(row.identity().micros()));
                });
            }
            return times;
        }

        private boolean isTouched(OfBatch part) {
            BitSet ids = part.window().ids().lowBits();
            return ids.intersects(missing)
                    || ids.intersects(doubled)
                    || ids.intersects(altered)
                    || ids.intersects(suspects);
        }

        private long rows(int id) {
            LogSums sums = there.get(IdWindow.firstId(number) + id);
            return sums == null ? 0 : sums.rows();
        }

        /**
         * By the batch's sums if all of its events are there once; otherwise, and to find out which, against the outbox. Ids that
         * were handed out twice are left to their count.
         */
        private void compareContent(OfBatch part) throws SQLException {
            BitSet rest = part.window().ids().lowBits();
            ContentSums expected = part.window().sums();
            BitSet odd = (BitSet) rest.clone();
            rest.stream()
                    .filter(id -> times[id] == 1 && rows(id) == 1 && !pending.get(id))
                    .forEach(odd::clear);
            if (odd.isEmpty() && differing(expected, sum(rest)).isEmpty()) {
                return;
            }
            Map<Integer, ContentSums> published = published(part);
            for (Map.Entry<Integer, ContentSums> event : published.entrySet()) {
                int id = event.getKey();
                expected = expected.minus(event.getValue());
                rest.clear(id);
                odd.clear(id);
                compareEvent(id, event.getValue());
            }
            Set<EventField> differing = differing(expected, sum(rest));
            if (odd.isEmpty() && !rest.isEmpty() && !differing.isEmpty()) {
                suspects.or(rest);
                columns.addAll(differing);
            }
        }

        private void compareEvent(int id, ContentSums published) {
            if (pending.get(id) || times[id] != 1 || rows(id) == 0) {
                return;
            }
            LogSums stored = there.get(IdWindow.firstId(number) + id);
            ContentSums expected = ContentSums.NONE;
            for (long row = 0; stored != null && row < Math.min(stored.rows(), 1_000); row++) {
                expected = expected.plus(published);
            }
            Set<EventField> differing =
                    stored == null || stored.rows() > 1_000 ? Set.of() : differing(expected, stored.sums());
            if (!differing.isEmpty()) {
                altered.set(id);
                columns.addAll(differing);
            }
        }

        private Set<EventField> differing(ContentSums expected, ContentSums stored) {
            Set<EventField> differing = expected.differing(stored);
            differing.retainAll(compared);
            return differing;
        }

        private ContentSums sum(BitSet ids) {
            long[] total = new long[ContentSums.COLUMNS.size()];
            ids.stream().forEach(id -> {
                LogSums stored = there.get(IdWindow.firstId(number) + id);
                if (stored != null) {
                    stored.sums().addTo(total);
                }
            });
            return ContentSums.of(total);
        }

        /** What the outbox still holds of the batch's events in this window. */
        private Map<Integer, ContentSums> published(OfBatch part) throws SQLException {
            BatchEntry batch = ledger.batch(part.batchNo());
            Map<Integer, ContentSums> published = new HashMap<>();
            if (batch != null) {
                RowSums sums = new RowSums();
                retained.read(batch, number, part.window().ids(), (txid, buffer, offset, length) -> {
                    sums.read(buffer, offset);
                    published.put(IdSet.lowBits(sums.eventId()), sums.sums());
                });
            }
            return published;
        }
    }
}
