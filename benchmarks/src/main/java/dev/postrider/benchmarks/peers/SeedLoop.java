package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.plain.PlainEventLog;
import dev.postrider.benchmarks.plain.RowRelay;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.util.List;

/**
 * The loop of the seed documents: events that are pending or failed, a thousand at a time, one insert into ClickHouse, then their
 * status becomes processed.
 */
final class SeedLoop extends Peer {
    private static final int BATCH = 1_000;
    private static final String PENDING =
            "FROM event_outbox WHERE status IN ('pending', 'failed') ORDER BY id LIMIT " + BATCH;
    private static final String PROCESSED =
            "UPDATE event_outbox SET status = 'processed', updated_at = now() WHERE id = ANY (?)";

    SeedLoop() {
        super(
                "the seed documents' loop",
                new Backlog(2_000, 120_000, 300_000),
                "Into the real ClickHouse: batches of " + BATCH
                        + " in one insert each, synchronous, RowBinary through the official"
                        + " client; one UPDATE for a whole batch (the documents update each), a partial index on what is pending (they have"
                        + " none), and no pause between batches (they run on a timer). It promises no exactly-once.");
    }

    @Override
    PeerRun drain(Stage stage, long events) throws Exception {
        try (PostgresDatabase database = stage.newDatabase();
                ClickHouseDatabase clickHouse = stage.newEventLog();
                PlainEventLog eventLog = PlainEventLog.open(
                        clickHouse.url().toString(), clickHouse.user(), clickHouse.password(), clickHouse.name());
                Connection connection = database.connect()) {
            fill(database, events);
            Tally tally = new Tally(stage, events);
            tally.begin();
            RowRelay relay = new RowRelay(connection, eventLog, PENDING, PROCESSED);
            for (List<Long> ids = relay.deliver(); !ids.isEmpty(); ids = relay.deliver()) {
                ids.forEach(id -> tally.handled(Math.toIntExact(id)));
            }
            PeerRun run = tally.end(() ->
                    Long.parseLong(database.queryOne("SELECT count(*) FROM event_outbox WHERE status <> 'processed'")));
            String stored = clickHouse.queryOne("SELECT uniqExact(event_context) FROM event_log");
            if (Long.parseLong(stored) != events) {
                throw new IllegalStateException(stored + " of " + events + " events are in ClickHouse");
            }
            return run;
        }
    }

    private static void fill(PostgresDatabase database, long events) {
        database.execute(
                """
                CREATE TABLE event_outbox (
                  id bigserial PRIMARY KEY,
                  event_type varchar(255) NOT NULL,
                  event_date_time timestamptz NOT NULL,
                  environment varchar(50) NOT NULL,
                  event_context jsonb NOT NULL,
                  metadata_version bigint NOT NULL,
                  status varchar(20) NOT NULL DEFAULT 'pending',
                  created_at timestamptz NOT NULL DEFAULT now(),
                  updated_at timestamptz NOT NULL DEFAULT now())""",
                "CREATE INDEX ON event_outbox (id) WHERE status IN ('pending', 'failed')",
                """
                INSERT INTO event_outbox (event_type, event_date_time, environment, event_context, metadata_version)
                SELECT 'user_created', clock_timestamp(), 'Benchmark', (%s)::jsonb, 1 FROM generate_series(1, %d) AS i""".formatted(OutboxFill.CONTEXT, events),
                "VACUUM (ANALYZE) event_outbox",
                "CHECKPOINT");
    }
}
