package dev.postrider.relay.tools.verify;

import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.ShardKey;
import dev.postrider.relay.content.IdSet;
import dev.postrider.relay.content.IdWindowDifference;
import dev.postrider.relay.ledger.BatchEntry;
import dev.postrider.relay.ledger.EventLogRecord;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.AllShards;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.DeliveredIdWindows;
import dev.postrider.relay.tools.resend.Resend;
import dev.postrider.relay.tools.resend.ResendRecord;
import dev.postrider.relay.tools.resend.RetainedRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a verification finds missing, from the rows that the outbox still holds. What is doubled or extra stays: it only
 * says which statements would take it away.
 *
 * <p>Thread-safe; one repair at a time runs on a database.
 */
public final class Repair {
    private final DataSource dataSource;
    private final QueryableSink sink;
    private final Verification verification;
    private final DeliveredIdWindows ledger;

    /** Connects to nothing yet. The caller closes the sink. */
    public Repair(DataSource dataSource, QueryableSink sink) {
        this.dataSource = dataSource;
        this.sink = sink;
        this.verification = new Verification(dataSource, sink.eventLog());
        this.ledger = new DeliveredIdWindows(dataSource);
    }

    /** As {@link #run(VerifyScope, boolean, Decision, VerifyListener)}, without saying who ordered it. */
    public RepairReport run(VerifyScope what, boolean dryRun, VerifyListener listener)
            throws SQLException, SinkException {
        return run(what, dryRun, Decision.UNSIGNED, listener);
    }

    /**
     * Compares, and sends what is missing. Every window that differs is repaired as soon as it is found.
     *
     * @param dryRun only says what would be sent
     * @param by who ordered it, and why; kept with its record
     * @throws SinkException if the event log can't be asked or can't take events; a repeated run goes on
     * @throws dev.postrider.relay.tools.resend.ResendBusyException if another repair or replay is under way
     */
    public RepairReport run(VerifyScope what, boolean dryRun, Decision by, VerifyListener listener)
            throws SQLException, SinkException {
        String outbox = ledger.scope().outbox();
        if (dryRun) {
            return work(what, listener, new Work(outbox, null));
        }
        AllShards.requireUsed(dataSource, sink.eventLog());
        sink.prepare();
        try (Resend resend =
                Resend.open(dataSource, sink, outbox, new Resend.Order(ResendRecord.Kind.REPAIR, what.json(), by))) {
            RepairReport report = work(what, listener, new Work(outbox, resend));
            resend.finish();
            return report;
        }
    }

    private RepairReport work(VerifyScope what, VerifyListener listener, Work work) throws SQLException, SinkException {
        List<Exception> failures = new ArrayList<>();
        VerifyReport found = verification.run(what, new VerifyListener() {
            @Override
            public void compared(long windows, long of) {
                listener.compared(windows, of);
            }

            @Override
            public void differs(IdWindowDifference difference) {
                listener.differs(difference);
                if (failures.isEmpty()) {
                    try {
                        work.mend(difference);
                    } catch (SQLException | SinkException e) {
                        failures.add(e);
                    }
                }
            }
        });
        for (Exception failure : failures) {
            if (failure instanceof SQLException database) {
                throw database;
            }
            throw (SinkException) failure;
        }
        return new RepairReport(
                found, work.sent, work.notHeld, work.resend == null ? found.totals() : work.remaining, work.statements);
    }

    /** One repair under way. */
    private final class Work {
        private final RetainedRows retained;
        private final String outbox;
        private final @Nullable Resend resend;
        private final ShardKey shardKey;
        private final List<String> statements = new ArrayList<>();
        private VerifyReport.Totals remaining = VerifyReport.Totals.NONE;
        private long sent;
        private long notHeld;

        Work(String outbox, @Nullable Resend resend) throws SQLException {
            this.outbox = outbox;
            this.retained = new RetainedRows(dataSource, outbox);
            this.resend = resend;
            this.shardKey = new EventLogRecord(dataSource, 0).shards().key();
        }

        void mend(IdWindowDifference difference) throws SQLException, SinkException {
            suggest(difference);
            if (difference.missing().size() > 0) {
                sendMissing(difference);
            }
            IdWindowDifference left = resend == null ? null : verification.examine(difference.window());
            if (left != null) {
                remaining = remaining.plus(left);
            }
        }

        private void sendMissing(IdWindowDifference difference) throws SQLException, SinkException {
            BitSet lacking = difference.missing().lowBits();
            for (long batchNo : difference.batches()) {
                BatchEntry batch = ledger.batch(batchNo);
                IdSet ofBatch = missingOf(batchNo, difference);
                if (batch != null && ofBatch.size() > 0) {
                    send(batch, difference.window(), ofBatch, lacking);
                }
            }
            notHeld += lacking.cardinality();
        }

        private void send(BatchEntry batch, long window, IdSet ids, BitSet lacking) throws SQLException, SinkException {
            Position after = null;
            do {
                RetainedRows.Slice slice = retained.slice(batch, window, ids, after);
                sent += resend == null
                        ? Resend.missing(sink, outbox, slice.rows()).size()
                        : resend.send(slice.rows(), Position.START).sent();
                slice.rows().forEach(row -> lacking.clear(IdSet.lowBits(row.eventId())));
                after = slice.next();
            } while (after != null);
        }

        private IdSet missingOf(long batchNo, IdWindowDifference difference) throws SQLException {
            BitSet ids = difference.missing().lowBits();
            BitSet ofBatch = new BitSet();
            for (DeliveredIdWindows.OfBatch part : ledger.idWindow(difference.window())) {
                if (part.batchNo() == batchNo) {
                    ofBatch = part.window().ids().lowBits();
                }
            }
            ids.and(ofBatch);
            return IdSet.of(ids);
        }

        private void suggest(IdWindowDifference difference) throws SinkException {
            for (String statement : new Removal(sink.eventLog(), outbox, difference, shardKey).statements()) {
                if (!statements.contains(statement)) {
                    statements.add(statement);
                }
            }
        }
    }
}
