package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.RelayRun;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Window.Used;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.test.PostgresDatabase;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The relay, into ClickHouse, every row compared afterwards. */
final class Postrider extends Peer {
    private static final int BATCH = 50_000;

    private @Nullable PostgresDatabase outbox;
    private RowCheck.@Nullable Expected expected;

    Postrider() {
        super(
                "Postrider",
                new Backlog(2_000, 1_000_000, 2_000_000),
                "Into the real ClickHouse, exactly once: batches of " + BATCH
                        + ", a table without event_json, one relay; its clock"
                        + " begins before the relay starts. Every column of every row is compared after every round.");
    }

    @Override
    PeerRun drain(Stage stage, long events) throws Exception {
        if (outbox == null) {
            outbox = stage.newOutbox();
            OutboxFill.events(outbox, events);
            expected = RowCheck.expected(outbox);
        }
        Used used = RelayRun.compared(stage, outbox, EventJson.NONE, BATCH, Objects.requireNonNull(expected));
        return new PeerRun(events, events, used);
    }

    @Override
    public void close() {
        if (outbox != null) {
            outbox.close();
        }
    }
}
