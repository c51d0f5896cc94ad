package dev.postrider.relay.delivery;

import dev.postrider.relay.delivery.Delivery.Sent;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.settings.RelaySettings.Backoff;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.status.StatusBoard;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;

/** Brings the batches of a line into the sink, several at once. Thread-safe. */
public final class Sender {
    private final Sink sink;
    private final Ledger ledger;
    private final TableHistory history;
    private final Backoff backoff;
    private final StatusBoard board;

    /** @param backoff the pauses after failed sends of a batch */
    public Sender(Sink sink, Ledger ledger, TableHistory history, Backoff backoff, StatusBoard board) {
        this.sink = sink;
        this.ledger = ledger;
        this.history = history;
        this.backoff = backoff;
        this.board = board;
    }

    /** Sends a batch until each of its events is stored or refused; throws when its line ends before. */
    Sent send(Delivery delivery, Place place) throws SQLException {
        BackoffSteps steps =
                new BackoffSteps(backoff, () -> ThreadLocalRandom.current().nextDouble());
        RetryLoop retry = new RetryLoop(delivery, place, sink, board, steps);
        SinkQueries queries = new SinkQueries(delivery, sink, retry);
        Doubt doubt = new Doubt(delivery, queries);
        TableVerdict verdict = new TableVerdict(delivery, ledger, history, queries);
        return new BatchSending(delivery, sink, ledger, retry, doubt, verdict).run();
    }

    /** Breaks off what is being sent; its outcome is unknown. */
    void abort() {
        sink.abort();
    }
}
