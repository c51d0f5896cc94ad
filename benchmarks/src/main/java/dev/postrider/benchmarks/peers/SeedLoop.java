package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.plain.PlainEventLog;
import dev.postrider.benchmarks.plain.PlainRows;
import dev.postrider.benchmarks.stage.Length;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/**
 * The loop of the seed documents: events that are pending or failed, a thousand at a time, one insert into ClickHouse, then their
 * status becomes processed.
 */
final class SeedLoop implements Peer {
    private static final int BATCH = 1_000;
    private static final String PENDING = "SELECT " + PlainRows.COLUMNS
            + " FROM event_outbox WHERE status IN ('pending', 'failed') ORDER BY id LIMIT " + BATCH;
    private static final String PROCESSED =
            "UPDATE event_outbox SET status = 'processed', updated_at = now() WHERE id = ANY (?)";

    @Override
    public String name() {
        return "the seed documents' loop";
    }

    @Override
    public String conditions() {
        return "Into the real ClickHouse: batches of " + BATCH
                + " in one insert each, synchronous, RowBinary through the official"
                + " client; one UPDATE for a whole batch (the documents update each), a partial index on what is pending (they have"
                + " none), and no pause between batches (they run on a timer). It promises no exactly-once.";
    }

    @Override
    public long events(Length length) {
        return length.pick(2_000L, 120_000L, 300_000L);
    }

    @Override
    public PeerRun drain(Stage stage, long events) throws Exception {
        try (PostgresDatabase database = stage.newDatabase();
                ClickHouseDatabase clickHouse = stage.newEventLog();
                PlainEventLog eventLog = PlainEventLog.open(
                        clickHouse.url().toString(), clickHouse.user(), clickHouse.password(), clickHouse.name());
                Connection connection = database.connect();
                PreparedStatement pending = connection.prepareStatement(PENDING);
                PreparedStatement processed = connection.prepareStatement(PROCESSED)) {
            fill(database, events);
            Tally tally = new Tally(stage, events);
            tally.begin();
            while (batch(pending, processed, eventLog, tally)) {
                // The next batch.
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

    private static boolean batch(
            PreparedStatement pending, PreparedStatement processed, PlainEventLog eventLog, Tally tally)
            throws Exception {
        PlainRows rows = new PlainRows();
        try (ResultSet result = pending.executeQuery()) {
            while (result.next()) {
                rows.add(result);
            }
        }
        if (rows.ids().isEmpty()) {
            return false;
        }
        eventLog.insert(rows);
        processed.setArray(
                1, processed.getConnection().createArrayOf("bigint", rows.ids().toArray()));
        processed.executeUpdate();
        rows.ids().forEach(id -> tally.handled(Math.toIntExact(id)));
        return true;
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
                SELECT 'user_created', clock_timestamp(), 'Benchmark', (%s)::jsonb, 1 FROM generate_series(1, %d) AS i""".formatted(PeerEvent.contextSql(), events),
                "VACUUM (ANALYZE) event_outbox",
                "CHECKPOINT");
    }
}
