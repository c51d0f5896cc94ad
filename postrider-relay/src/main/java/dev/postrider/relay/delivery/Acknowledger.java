package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.Position;
import dev.postrider.relay.delivery.Delivery.Sent;
import dev.postrider.relay.ledger.Acknowledgement;
import dev.postrider.relay.ledger.EventLogRecord;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.ledger.LedgerTotals;
import dev.postrider.relay.read.OutboxReader;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes to the ledger what became of the batches of a line, in their order. For one thread. */
public final class Acknowledger {
    private final Ledger ledger;
    private final EventLogRecord eventLog;
    private final OutboxReader reader;
    private final TableHistories history;
    private LedgerTotals totals;
    /** What the ledger knows of the table's history. */
    private @Nullable String acceptedTable;

    /**
     * Nothing is written yet.
     *
     * @param reader reads a batch again whose refused events must be left out of the ledger
     * @param totals the figures up to the line's first batch
     */
    public Acknowledger(
            Ledger ledger, EventLogRecord eventLog, OutboxReader reader, TableHistories history, LedgerTotals totals) {
        this.ledger = ledger;
        this.eventLog = eventLog;
        this.reader = reader;
        this.history = history;
        this.totals = totals;
        this.acceptedTable = history.accepted();
    }

    /** The sink has all of the batch but what it refused. */
    void acknowledge(Delivery delivery, Sent sent) throws SQLException {
        totals = totals.plus(delivery.content(), sent.refused().size());
        ledger.acknowledge(acknowledgement(delivery, sent));
        delivery.trace().delivered(sent.refused().size());
        rememberTheTable();
    }

    private Acknowledgement acknowledgement(Delivery delivery, Sent sent) throws SQLException {
        if (sent.refused().isEmpty()) {
            return new Acknowledgement(delivery.plan(), delivery.content(), sent.sends(), totals);
        }
        Set<Position> refused = sent.refused().stream()
                .map(event -> new Position(event.txid(), event.eventId()))
                .collect(Collectors.toSet());
        return new Acknowledgement(
                delivery.plan(),
                delivery.content(),
                sent.sends(),
                totals,
                sent.refused(),
                reader.idWindowsWithout(delivery.plan(), refused));
    }

    /** Rarely anything new. */
    private void rememberTheTable() throws SQLException {
        String accepted = history.accepted();
        if (accepted != null && !accepted.equals(acceptedTable)) {
            eventLog.accept(accepted);
            acceptedTable = accepted;
        }
    }
}
