package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.RelayRun;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.test.PostgresDatabase;
import java.sql.SQLException;

/** The relay, into ClickHouse, every row compared afterwards. */
final class PostriderItself extends Peer {
    private static final int BATCH = 50_000;

    private final PostgresDatabase outbox;
    private final RowCheck.Expected expected;

    /** Lays the backlog before it, once for all turns. */
    PostriderItself(Stage stage) throws SQLException {
        super(
                "Postrider",
                new Backlog(2_000, 1_000_000, 2_000_000),
                "Into the real ClickHouse, exactly once: batches of " + BATCH
                        + ", a table without event_json, one relay; its clock"
                        + " begins before the relay starts. Every column of every row is compared after every round.");
        outbox = stage.newOutbox();
        OutboxFill.events(outbox, events(stage.length()));
        expected = RowCheck.expected(outbox);
    }

    @Override
    PeerRun drain(Stage stage, long events) throws InterruptedException {
        return new PeerRun(events, events, RelayRun.compared(stage, outbox, EventJson.NONE, BATCH, expected));
    }

    @Override
    public void close() {
        outbox.close();
    }
}
