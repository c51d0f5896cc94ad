package dev.postrider.benchmarks.stage;

import dev.postrider.test.PostgresDatabase;

/** Events of about 180 bytes, written by SQL, and what is done to an outbox so that every contender meets the same. */
public final class OutboxFill {
    /** What the events are to the relay, said once. */
    public static final String DESCRIPTION =
            "events of about 180 bytes as read (a context of about 110 bytes), published by transactions of 10";

    /** Of an outbox as others have it: a table of its own. */
    public static final String PLAIN_COLUMNS = """
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              event_type varchar(255) NOT NULL,
              event_date_time timestamptz NOT NULL DEFAULT clock_timestamp(),
              environment varchar(100) NOT NULL,
              event_context json NOT NULL,
              metadata_version bigint NOT NULL DEFAULT 1""";

    /** SQL for the context of event {@code i}, as text. */
    public static final String CONTEXT = """
            '{"email":"user' || i || '@example.com","first_name":"First' || i || '","last_name":"Last' || i
              || '","plan":' || i % 5 || ',"tags":["a","b"]}'""";

    private OutboxFill() {}

    /**
     * Appends events in transactions of ten, as many applications do, and then settles the outbox: vacuumed, analysed, its pages
     * written. Otherwise the first to read it would pay for hint bits and be disturbed by autovacuum, and the others would not.
     * The filling session alone doesn't wait for the disk at each commit: it is not what is measured.
     */
    public static void events(PostgresDatabase outbox, long count) {
        append(outbox, "postrider.event_outbox", count);
        outbox.execute("VACUUM (ANALYZE) postrider.event_outbox", "CHECKPOINT");
    }

    /** Appends events to any outbox of this kind, and leaves the rest to chance. */
    public static void append(PostgresDatabase outbox, String table, long count) {
        outbox.execute("""
                DO $$
                BEGIN
                  SET synchronous_commit = off;
                  FOR n IN 1 .. %d BY 10 LOOP
                    %s;
                    COMMIT;
                  END LOOP;
                END $$""".formatted(count, insert(table, "n, LEAST(n + 9, " + count + ")")));
    }

    /** SQL that writes an event for each number {@code i} of a series, given as {@code 1, 10}. */
    public static String insert(String table, String series) {
        return "INSERT INTO " + table + " (event_type, environment, event_context)"
                + " SELECT 'user_created', 'Benchmark', (" + CONTEXT + ")::json FROM generate_series(" + series
                + ") AS i";
    }

    /** Empties the ledger, so that the same events are waiting again, as for the first time. No relay may be running. */
    public static void forgetDelivery(PostgresDatabase outbox) {
        outbox.execute(
                "TRUNCATE postrider.relay_batch, postrider.relay_window, postrider.relay_division",
                // Events with ids up to that are asked for before they are sent.
                "UPDATE postrider.outbox_origin SET max_id_acknowledged = 0, ask_up_to_id = 0");
    }
}
