package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.stage.Length;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.RelayRun;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The relay, into ClickHouse, every row compared afterwards. */
final class Postrider implements Peer {
    private static final int BATCH = 50_000;

    private @Nullable PostgresDatabase outbox;
    private RowCheck.@Nullable Expected expected;

    @Override
    public String name() {
        return "Postrider";
    }

    @Override
    public String conditions() {
        return "Into the real ClickHouse, exactly once: batches of " + BATCH
                + ", a table without event_json, one relay; its clock"
                + " begins before the relay starts. Every column of every row is compared after every round.";
    }

    @Override
    public long events(Length length) {
        return length.pick(2_000L, 1_000_000L, 2_000_000L);
    }

    @Override
    public PeerRun drain(Stage stage, long events) throws Exception {
        if (outbox == null) {
            outbox = stage.newOutbox();
            OutboxFill.events(outbox, events);
            expected = RowCheck.expected(outbox);
        }
        OutboxFill.forgetDelivery(outbox);
        try (ClickHouseDatabase eventLog = stage.newEventLog()) {
            RelayRun run = RelayRun.deliver(
                    stage,
                    outbox,
                    stage.target(eventLog).withEventJson(EventJson.NONE),
                    RelaySettings.defaults().withBatchSize(BATCH),
                    events);
            Objects.requireNonNull(expected).compare(eventLog, "event_log");
            return new PeerRun(events, events, run.seconds(), run.cpu());
        }
    }

    @Override
    public void close() {
        if (outbox != null) {
            outbox.close();
        }
    }
}
