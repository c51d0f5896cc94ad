package dev.postrider.benchmarks.held;

import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.test.PostgresDatabase;

/** A relay, and the outbox that it wants. */
enum Contender {
    POSTRIDER("Postrider", "", ""),
    /** Locks rows that nobody else has locked, and deletes them. */
    SKIP_LOCKED("SKIP LOCKED + DELETE", "FROM event_outbox", "DELETE FROM event_outbox WHERE id = ANY (?)"),
    /** Finds what is pending by a partial index, and updates it. */
    STATUS(
            "status column",
            "FROM event_outbox WHERE status = 'pending'",
            "UPDATE event_outbox SET status = 'processed', processed_at = now() WHERE id = ANY (?)");

    /** As eager as it can be set. Nothing is vacuumed that a snapshot may still see, however eager. */
    private static final String EAGER_VACUUM = "autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0,"
            + " autovacuum_vacuum_insert_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0,"
            + " autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0, autovacuum_vacuum_cost_delay = 0";

    private final String title;
    private final String pending;
    private final String done;

    Contender(String title, String pending, String done) {
        this.title = title;
        this.pending = pending;
        this.done = done;
    }

    /** For charts. */
    String title() {
        return title;
    }

    /** SQL for what waits. */
    String pending() {
        return pending;
    }

    /** SQL that puts the events of some ids away. */
    String done() {
        return done;
    }

    /** Where its writers insert, in a database of its own. */
    String schema() {
        return this == POSTRIDER ? "postrider" : "public";
    }

    /** A database with an empty outbox of its kind. */
    PostgresDatabase newOutbox(Stage stage) {
        if (this == POSTRIDER) {
            return stage.newOutbox();
        }
        PostgresDatabase database = stage.newDatabase();
        String status =
                this == STATUS ? ", status varchar(20) NOT NULL DEFAULT 'pending', processed_at timestamptz" : "";
        database.execute(
                "CREATE TABLE event_outbox (" + OutboxFill.PLAIN_COLUMNS + status + ") WITH (" + EAGER_VACUUM + ")");
        if (this == STATUS) {
            database.execute("CREATE INDEX event_outbox_pending ON event_outbox (id) WHERE status = 'pending'");
        }
        return database;
    }
}
