package dev.postrider.benchmarks.held;

import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.test.PostgresDatabase;

/** A relay, and the outbox that it wants. */
enum Contender {
    POSTRIDER("Postrider", "postrider.event_outbox"),
    SKIP_LOCKED("SKIP LOCKED + DELETE", "event_outbox"),
    STATUS("status column", "event_outbox");

    /** As eager as it can be set. Nothing is vacuumed that a snapshot may still see, however eager. */
    private static final String EAGER_VACUUM = "autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0,"
            + " autovacuum_vacuum_insert_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0,"
            + " autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0, autovacuum_vacuum_cost_delay = 0";

    private static final String COLUMNS = """
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              event_type varchar(255) NOT NULL,
              event_date_time timestamptz NOT NULL DEFAULT clock_timestamp(),
              environment varchar(100) NOT NULL,
              event_context json NOT NULL,
              metadata_version bigint NOT NULL DEFAULT 1""";

    private final String title;
    private final String table;

    Contender(String title, String table) {
        this.title = title;
        this.table = table;
    }

    /** For charts. */
    String title() {
        return title;
    }

    /** Where its writers insert, with the schema. */
    String table() {
        return table;
    }

    /** Its schema: the whole database of its own. */
    String schema() {
        return this == POSTRIDER ? "postrider" : "public";
    }

    /** A database with an empty outbox of its kind. */
    PostgresDatabase newOutbox(Stage stage) {
        if (this == POSTRIDER) {
            return stage.newOutbox();
        }
        PostgresDatabase database = stage.newDatabase();
        if (this == SKIP_LOCKED) {
            database.execute("CREATE TABLE event_outbox (" + COLUMNS + ") WITH (" + EAGER_VACUUM + ")");
        } else {
            database.execute(
                    "CREATE TABLE event_outbox (" + COLUMNS + ", status varchar(20) NOT NULL DEFAULT 'pending',"
                            + " processed_at timestamptz) WITH (" + EAGER_VACUUM + ")",
                    "CREATE INDEX event_outbox_pending ON event_outbox (id) WHERE status = 'pending'");
        }
        return database;
    }
}
