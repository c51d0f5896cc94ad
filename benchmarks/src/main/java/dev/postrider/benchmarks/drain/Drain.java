package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.RelayRun;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Scenario;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Window.Used;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * A backlog of a million events, delivered into tables that make {@code event_json} in different ways, in batches of different
 * sizes; between the deliveries, the two floors on the same rows.
 */
public final class Drain extends Scenario {
    static final String READ_FLOOR = "floor, read";

    private static final String TABLE = "event_log";

    public Drain() {
        super(
                "drain",
                "How fast does a backlog cross, beside the least that PostgreSQL needs to read it and ClickHouse to store it?");
    }

    @Override
    protected void measure(Stage stage, Measurements findings) throws Exception {
        long events = stage.length().pick(2_000L, 1_000_000L, 1_000_000L);
        List<Variant> variants = Variant.of(stage.length());
        try (PostgresDatabase outbox = stage.newOutbox()) {
            long began = System.nanoTime();
            OutboxFill.events(outbox, events);
            double fillSeconds = (System.nanoTime() - began) / 1e9;
            Run run = new Run(stage, outbox, events, RowCheck.expected(outbox));
            Rounds<DrainRound> rounds = Rounds.take(stage, run.contenders(variants));
            new Ratios(events, variants, rounds).tell(findings);
            findings.note(
                    String.format(
                            Locale.ROOT,
                            "%,d %s; filled once in %.1f s, vacuumed, analysed, checkpointed, and read by every turn alike.",
                            events,
                            OutboxFill.DESCRIPTION,
                            fillSeconds),
                    "The relay's rate counts from its start, with connections, lease, table and the first look, to the last"
                            + " acknowledgement in the ledger. Every delivery was compared with the outbox row by row.");
        }
    }

    /** What all contenders of a run share. */
    private record Run(Stage stage, PostgresDatabase outbox, long events, RowCheck.Expected expected) {

        Map<String, Callable<DrainRound>> contenders(List<Variant> variants) throws InterruptedException {
            Map<Integer, Material> materials = new HashMap<>();
            Map<String, Callable<DrainRound>> contenders = new LinkedHashMap<>();
            contenders.put(READ_FLOOR, () -> quietly(() -> Floors.read(stage, outbox, events)));
            for (Variant variant : variants) {
                Material known = materials.get(variant.batchRows());
                Material material = known == null ? material(variant) : known;
                materials.put(variant.batchRows(), material);
                contenders.put(variant.relay(), () -> quietly(() -> deliver(variant)));
                contenders.put(variant.rowsFloor(), () -> quietly(() -> insert(material.rows(), variant)));
                contenders.put(variant.sameBytesFloor(), () -> quietly(() -> insert(material.sent(), variant)));
            }
            return contenders;
        }

        /** What the floors insert; depends on the size of the batches alone. */
        private record Material(Recording sent, Recording rows) {}

        private Material material(Variant variant) throws InterruptedException {
            OutboxFill.forgetDelivery(outbox);
            try (ClickHouseDatabase eventLog = stage.newEventLog()) {
                Recording.Recorder recorder = new Recording.Recorder(
                        ClickHouseSink.create(stage.target(eventLog).withEventJson(EventJson.NONE)));
                RelaySettings settings = RelaySettings.defaults().withBatchSize(variant.batchRows());
                RelayRun.deliver(stage, outbox, recorder, settings, events);
                Recording sent = recorder.recording();
                return new Material(
                        sent, Recording.ofRows(eventLog, TABLE, sent.columns(), events, variant.batchRows()));
            }
        }

        private DrainRound insert(Recording recording, Variant variant) throws Exception {
            return Floors.insert(
                    stage, recording, variant.way(), RelaySettings.defaults().insertsInFlight(), events);
        }

        /** Nobody pays for the garbage of another's turn. */
        private static DrainRound quietly(Callable<DrainRound> turn) throws Exception {
            System.gc();
            return turn.call();
        }

        private DrainRound deliver(Variant variant) throws InterruptedException {
            Used used = RelayRun.compared(stage, outbox, variant.way(), variant.batchRows(), expected);
            return new DrainRound(used, RelayRun.planToLastSeconds(outbox));
        }
    }
}
