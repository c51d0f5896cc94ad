package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.test.PostgresDatabase;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Debezium's embedded engine on an outbox table: it reads no table but the write-ahead log, through a replication slot. */
final class DebeziumPeer extends Peer {
    private static final String TABLE = "CREATE TABLE event_outbox (" + OutboxFill.PLAIN_COLUMNS + ")";
    private static final long LAST_TRANSACTIONS_BYTES = 16_384;
    private static final String BATCH = "16384";
    private static final String QUEUE = "65536";

    DebeziumPeer() {
        super(
                "Debezium engine 3.6.1",
                new Backlog(1_000, 200_000, 1_000_000),
                "It reads the write-ahead log through a slot that was made before the backlog, and polls no table: pgoutput, a"
                        + " publication of the outbox table, snapshot.mode no_data, max.batch.size " + BATCH
                        + ", max.queue.size " + QUEUE
                        + ", all cores for records, a ChangeConsumer (in one loaded run faster than a Consumer, unordered), no"
                        + " conversion to JSON, no EventRouter. Its clock begins with the first event received. Empty handler.");
    }

    @Override
    PeerRun drain(Stage stage, long events) throws Exception {
        try (PostgresDatabase database = stage.newDatabase()) {
            // A slot is the whole server's, and keeps its WAL: it has to go before its database can.
            String slot = database.name();
            database.execute(
                    TABLE,
                    "CREATE PUBLICATION outbox FOR TABLE event_outbox WITH (publish = 'insert')",
                    "SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
            try {
                OutboxFill.append(database, "event_outbox", events);
                String filledTo = database.queryOne("SELECT pg_current_wal_insert_lsn()");
                Tally tally = new Tally(stage, events);
                PeerRun run = stream(database, slot, tally);
                requireConfirmed(database, slot, filledTo);
                return run;
            } finally {
                database.execute("SELECT pg_drop_replication_slot('" + slot + "')");
            }
        }
    }

    /** Its end state: the slot lets go of all that was written, but for the very last transactions. */
    private static void requireConfirmed(PostgresDatabase database, String slot, String filledTo) {
        String left = database.queryOne("SELECT pg_wal_lsn_diff('" + filledTo + "', confirmed_flush_lsn)::bigint"
                + " FROM pg_replication_slots WHERE slot_name = '" + slot + "'");
        if (Long.parseLong(left) > LAST_TRANSACTIONS_BYTES) {
            throw new IllegalStateException(left + " bytes of WAL are not confirmed");
        }
    }

    private static PeerRun stream(PostgresDatabase database, String slot, Tally tally) throws Exception {
        CompletableFuture<String> ended = new CompletableFuture<>();
        DebeziumEngine<RecordChangeEvent<SourceRecord>> engine = DebeziumEngine.create(
                        ChangeEventFormat.of(Connect.class))
                .using(settings(database, slot))
                .using((success, message, error) -> {
                    tally.failed(error == null ? new IllegalStateException(message) : error);
                    ended.complete(message);
                })
                .notifying(new Batches(tally))
                .build();
        Thread thread = new Thread(engine, "debezium");
        thread.start();
        try {
            return tally.end(() -> 0);
        } finally {
            engine.close();
            ended.get(1, TimeUnit.MINUTES);
            thread.join();
        }
    }

    private static Properties settings(PostgresDatabase database, String slot) {
        Properties settings = new Properties();
        settings.setProperty("name", "outbox");
        settings.setProperty("topic.prefix", "outbox");
        settings.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        settings.setProperty("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        settings.setProperty("offset.flush.interval.ms", "1000");
        settings.setProperty("database.hostname", database.host());
        settings.setProperty("database.port", Integer.toString(database.port()));
        settings.setProperty("database.user", database.user());
        settings.setProperty("database.password", database.password());
        settings.setProperty("database.dbname", database.name());
        settings.setProperty("plugin.name", "pgoutput");
        settings.setProperty("slot.name", slot);
        settings.setProperty("publication.name", "outbox");
        settings.setProperty("publication.autocreate.mode", "disabled");
        settings.setProperty("table.include.list", "public.event_outbox");
        settings.setProperty("snapshot.mode", "no_data");
        settings.setProperty("max.batch.size", BATCH);
        settings.setProperty("max.queue.size", QUEUE);
        settings.setProperty("poll.interval.ms", "10");
        settings.setProperty("record.processing.order", "UNORDERED");
        settings.setProperty("record.processing.threads", "AVAILABLE_CORES");
        return settings;
    }

    /** Ticks them off. */
    private record Batches(Tally tally) implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {
        @Override
        public void handleBatch(
                List<RecordChangeEvent<SourceRecord>> events,
                DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
                throws InterruptedException {
            for (RecordChangeEvent<SourceRecord> event : events) {
                if (event.record().value() instanceof Struct change) {
                    tally.handled(Math.toIntExact(change.getStruct("after").getInt64("id")));
                }
                committer.markProcessed(event);
            }
            committer.markBatchFinished();
        }
    }
}
