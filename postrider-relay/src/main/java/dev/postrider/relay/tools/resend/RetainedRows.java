package dev.postrider.relay.tools.resend;

import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.RowConsumer;
import dev.postrider.relay.content.IdSet;
import dev.postrider.relay.content.IdWindow;
import dev.postrider.relay.ledger.BatchEntry;
import dev.postrider.relay.read.OutboxReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads those events of a batch that the outbox still holds. Thread-safe. */
public final class RetainedRows {
    private final OutboxReader reader;

    /** Reads nothing yet. */
    public RetainedRows(DataSource dataSource, String outbox) {
        this.reader = new OutboxReader(dataSource, outbox);
    }

    /** Every row that the outbox holds of one id. Reads all of it: there is no index on ids. */
    public List<RetainedRow> of(long eventId) throws SQLException {
        List<RetainedRow> rows = new ArrayList<>();
        reader.readId(
                eventId, (txid, buffer, offset, length) -> rows.add(RetainedRow.copy(txid, buffer, offset, length)));
        return rows;
    }

    /**
     * Some events of a batch.
     *
     * @param next where the next ones begin; null if there are none
     */
    public record Slice(List<RetainedRow> rows, @Nullable Position next) {}

    /** Reads the next of a batch's events that are among the window's ids: no more than make one chunk. */
    public Slice slice(BatchEntry batch, long number, IdSet ids, @Nullable Position after) throws SQLException {
        return slice(batch, after, Resend.CHUNK_ROWS, rows -> part(batch, number, ids, rows));
    }

    /** Reads the next of a batch's events: no more than so many, and no more bytes than make one chunk. */
    public Slice slice(BatchEntry batch, @Nullable Position after, int most) throws SQLException {
        return slice(batch, after, most, rows -> upToTheEnd(batch, rows));
    }

    private Slice slice(BatchEntry batch, @Nullable Position after, int most, UnaryOperator<RowConsumer> which)
            throws SQLException {
        BatchPlan plan = batch.plan();
        BatchBounds bounds = new BatchBounds(
                Math.min(plan.bounds().rows(), most), Math.min(plan.bounds().bytes(), Resend.CHUNK_BYTES));
        List<RetainedRow> rows = new ArrayList<>();
        BatchPlan rest = new BatchPlan(
                plan.batchNo(), plan.seenFrom(), plan.seenTo(), after == null ? plan.start() : after, bounds);
        BatchContent content = reader.read(
                rest,
                which.apply(
                        (txid, buffer, offset, length) -> rows.add(RetainedRow.copy(txid, buffer, offset, length))));
        return new Slice(rows, content.exhausted() || isBehind(batch, content.end()) ? null : content.end());
    }

    private static boolean isBehind(BatchEntry batch, Position at) {
        BatchEntry.Outcome outcome = batch.outcome();
        return outcome != null
                && (at.txid() > outcome.end().txid()
                        || (at.txid() == outcome.end().txid()
                                && at.id() >= outcome.end().id()));
    }

    /**
     * Reads those of a batch's events that lie in one window.
     *
     * @param window which ids the batch has there, dead letters left out; null for all of it that is in the window
     */
    public void read(BatchEntry batch, long number, @Nullable IdSet window, RowConsumer consumer) throws SQLException {
        reader.read(batch.plan(), part(batch, number, window, consumer));
    }

    private static RowConsumer part(BatchEntry batch, long number, @Nullable IdSet window, RowConsumer consumer) {
        return upToTheEnd(batch, (txid, buffer, offset, length) -> {
            long id = RetainedRow.eventId(buffer, offset);
            if (IdWindow.numberOf(id) == number && (window == null || window.contains(id))) {
                consumer.row(txid, buffer, offset, length);
            }
        });
    }

    /** Where a leaf was emptied, the plan reads on into the batches behind. */
    private static RowConsumer upToTheEnd(BatchEntry batch, RowConsumer consumer) {
        BatchEntry.Outcome outcome = batch.outcome();
        if (outcome == null) {
            return consumer;
        }
        Position end = outcome.end();
        return (txid, buffer, offset, length) -> {
            long id = RetainedRow.eventId(buffer, offset);
            if (txid < end.txid() || (txid == end.txid() && id <= end.id())) {
                consumer.row(txid, buffer, offset, length);
            }
        };
    }
}
