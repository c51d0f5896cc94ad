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
    private final TableHistories histories;
    private final Backoff backoff;
    private final StatusBoard board;
    private final RelayClock clock;

    /** @param backoff the pauses after failed sends of a batch */
    public Sender(
            Sink sink, Ledger ledger, TableHistories histories, Backoff backoff, StatusBoard board, RelayClock clock) {
        this.sink = sink;
        this.ledger = ledger;
        this.histories = histories;
        this.backoff = backoff;
        this.board = board;
        this.clock = clock;
    }

    /** How many shards there are. */
    int shards() {
        return sink.shards().size();
    }

    /** Sends a slice until each of its events is stored or refused; throws when its line ends before. */
    Sent send(Slice slice, Place place) throws SQLException {
        Sink shard = sink.shards().get(slice.shard());
        long began = clock.nanos();
        BackoffSteps steps =
                new BackoffSteps(backoff, () -> ThreadLocalRandom.current().nextDouble());
        RetryLoop retry = new RetryLoop(
                slice, place, shard, board, steps, new SliceAttempts(slice, shard, board.attempts(), clock));
        SinkQueries queries = new SinkQueries(slice, shard, sink, retry, clock);
        Doubt doubt = new Doubt(slice, queries);
        TableVerdict verdict = new TableVerdict(slice, ledger, histories.of(slice.shard()), queries, clock);
        List<RefusedEvent> refused = new BatchSending(slice, shard, ledger, retry, doubt, verdict).run();
        return new Sent(retry.sends(), Duration.ofNanos(clock.nanos() - began), refused);
    }

    /** Breaks off what is being sent; its outcome is unknown. */
    void abort() {
        sink.abort();
    }
}
