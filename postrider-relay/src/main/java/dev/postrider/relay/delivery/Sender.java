package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.delivery.Delivery.Sent;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.settings.RelaySettings.Backoff;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.status.StatusBoard;
import dev.postrider.relay.threads.RelayClock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Brings the batches of a line into the sink, several at once. Thread-safe. */
public final class Sender {
    private final Sink sink;
    private final Ledger ledger;
    private final TableHistory history;
    private final Backoff backoff;
    private final StatusBoard board;
    private final RelayClock clock;

    /** @param backoff the pauses after failed sends of a batch */
    public Sender(
            Sink sink, Ledger ledger, TableHistory history, Backoff backoff, StatusBoard board, RelayClock clock) {
        this.sink = sink;
        this.ledger = ledger;
        this.history = history;
        this.backoff = backoff;
        this.board = board;
        this.clock = clock;
    }

    /** Sends a batch until each of its events is stored or refused; throws when its line ends before. */
    Sent send(Delivery delivery, Place place) throws SQLException {
        long began = clock.nanos();
        BackoffSteps steps =
                new BackoffSteps(backoff, () -> ThreadLocalRandom.current().nextDouble());
        RetryLoop retry = new RetryLoop(delivery, place, sink, board, steps);
        SinkQueries queries = new SinkQueries(delivery, sink, retry, clock);
        Doubt doubt = new Doubt(delivery, queries);
        TableVerdict verdict = new TableVerdict(delivery, ledger, history, queries, clock);
        List<RefusedEvent> refused = new BatchSending(delivery, sink, ledger, retry, doubt, verdict).run();
        return new Sent(retry.sends(), Duration.ofNanos(clock.nanos() - began), refused);
    }

    /** Breaks off what is being sent; its outcome is unknown. */
    void abort() {
        sink.abort();
    }
}
