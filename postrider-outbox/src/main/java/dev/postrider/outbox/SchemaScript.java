package dev.postrider.outbox;

/** The migrations as SQL text, with the entries that Flyway would have made in its history table. */
final class SchemaScript {

    // what Flyway itself creates
    private static final String HISTORY_TABLE = """
            CREATE SCHEMA IF NOT EXISTS postrider;
            CREATE TABLE postrider.schema_history (
              installed_rank integer       NOT NULL CONSTRAINT schema_history_pk PRIMARY KEY,
              version        varchar(50),
              description    varchar(200)  NOT NULL,
              type           varchar(20)   NOT NULL,
              script         varchar(1000) NOT NULL,
              checksum       integer,
              installed_by   varchar(100)  NOT NULL,
              installed_on   timestamp     NOT NULL DEFAULT now(),
              execution_time integer       NOT NULL,
              success        boolean       NOT NULL
            );
            CREATE INDEX schema_history_s_idx ON postrider.schema_history (success);

            """;

    /** As {@link MigrationSessions} has it: else a name could mean what somebody put before it, and be kept in a function for ever. */
    private static final String BEGIN = """
            BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE, NOT DEFERRABLE;

            -- Whatever the defaults of the server, the database and the user are. An own object named like one of PostgreSQL's is not meant.
            SET LOCAL search_path = '';
            SET LOCAL row_security = off;
            SET LOCAL standard_conforming_strings = on;
            SET LOCAL statement_timeout = 0;
            SET LOCAL idle_in_transaction_session_timeout = 0;
            DO $$
            BEGIN
              IF current_setting('transaction_timeout', true) IS NOT NULL THEN
                PERFORM set_config('transaction_timeout', '0', true);
              END IF;
            END
            $$;

            -- Writers queue behind whoever waits for a lock: where this fails for one, nothing was changed; run it again.
            SET LOCAL lock_timeout = '1s';

            """;

    private SchemaScript() {}

    static String after(int version) {
        StringBuilder script = new StringBuilder("-- Postrider's schema, "
                + (version == 0 ? "whole" : "from version " + version)
                + " to version " + Migration.NEWEST + ". One transaction: all of it or nothing.\n\n"
                + BEGIN);
        if (version == 0) {
            script.append(HISTORY_TABLE);
        }
        for (Migration migration : Migration.ALL) {
            if (migration.version() > version) {
                script.append("-- ")
                        .append(migration.file())
                        .append("\n\n")
                        .append(migration.sql())
                        .append('\n');
                script.append("""
                        INSERT INTO postrider.schema_history
                          (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                        SELECT COALESCE(max(installed_rank), 0) + 1, '%d', '%s', 'SQL', '%s', %d, current_user, 0, true
                        FROM postrider.schema_history;

                        """.formatted(
                                migration.version(), migration.description(), migration.file(), migration.checksum()));
            }
        }
        return script.append("COMMIT;\n").toString();
    }
}
