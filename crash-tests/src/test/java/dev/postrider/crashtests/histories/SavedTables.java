package dev.postrider.crashtests.histories;

import dev.postrider.test.PostgresDatabase;
import java.util.List;

/**
 * The schema's tables as they were at some time, in another schema of the same database: copying and restoring a whole server
 * takes seconds, this takes milliseconds. The server's transaction ids go on meanwhile; those of the copy can be moved.
 */
final class SavedTables {
    private static final List<String> TABLES = List.of(
            "event_outbox",
            "relay_batch",
            "relay_window",
            "relay_division",
            "dead_letter",
            "relay_lease",
            "relay_term",
            "relay_replay",
            "outbox_life",
            "outbox_origin");

    private final PostgresDatabase postgres;
    private final String schema;
    private final long lastId;

    private SavedTables(PostgresDatabase postgres, String schema) {
        this.postgres = postgres;
        this.schema = schema;
        this.lastId = Long.parseLong(postgres.queryOne("SELECT last_value FROM postrider.event_outbox_id_seq"));
    }

    static SavedTables save(PostgresDatabase postgres, String schema) {
        SavedTables saved = new SavedTables(postgres, schema);
        postgres.execute("CREATE SCHEMA " + schema);
        TABLES.forEach(table ->
                postgres.execute("CREATE TABLE " + schema + "." + table + " AS SELECT * FROM postrider." + table));
        return saved;
    }

    /** The highest id that had been handed out. */
    long lastId() {
        return lastId;
    }

    /**
     * Puts the tables back.
     *
     * @param nextAfter the id that the sequence stands at then
     * @param movedBy how much higher all transaction ids are, as in a copy from a cluster that had used more of them
     */
    void restore(long nextAfter, long movedBy) {
        postgres.execute("TRUNCATE "
                + String.join(", ", TABLES.stream().map(t -> "postrider." + t).toList()));
        TABLES.forEach(table -> postgres.execute(
                "INSERT INTO postrider." + table + " OVERRIDING SYSTEM VALUE SELECT * FROM " + schema + "." + table));
        postgres.execute(
                "SELECT setval('postrider.event_outbox_id_seq', " + Math.max(1, nextAfter) + ")",
                "ALTER SEQUENCE postrider.relay_lease_until RESTART");
        if (movedBy > 0) {
            move(movedBy);
        }
    }

    private void move(long by) {
        String id = "((%1$s::text::bigint + " + by + ")::text::xid8)";
        String snapshot = "((pg_snapshot_xmin(%1$s)::text::bigint + " + by + ") || ':' ||"
                + " (pg_snapshot_xmax(%1$s)::text::bigint + " + by + ") || ':' || COALESCE((SELECT string_agg("
                + "(x::text::bigint + " + by
                + ")::text, ',' ORDER BY x) FROM pg_snapshot_xip(%1$s) x), ''))::pg_snapshot";
        postgres.execute(
                // To another leaf, where it lies there: an update moves the row.
                "UPDATE postrider.event_outbox SET txid = " + id.formatted("txid"),
                "UPDATE postrider.dead_letter SET txid = " + id.formatted("txid"),
                "UPDATE postrider.relay_batch SET snap_old = " + snapshot.formatted("snap_old") + ", snap_new = "
                        + snapshot.formatted("snap_new")
                        + ", start_txid = CASE WHEN start_txid = '0' THEN start_txid ELSE "
                        + id.formatted("start_txid") + " END, end_txid = CASE WHEN end_txid = '0' THEN end_txid ELSE "
                        + id.formatted("end_txid") + " END");
    }
}
