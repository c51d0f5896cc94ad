package dev.postrider.benchmarks.stage;

import dev.postrider.test.PostgresDatabase;

/** Events of about 180 bytes, written by SQL, and what is done to an outbox so that every contender meets the same. */
public final class OutboxFill {
    /** What the events are to the relay, said once. */
    public static final String DESCRIPTION =
            "events of about 180 bytes as read (a context of about 110 bytes), published by transactions of 10";

    private OutboxFill() {}

    /** Appends events in transactions of ten, as many applications do. */
    public static void events(PostgresDatabase outbox, long count) {
        events(outbox, count, 10);
    }

    /**
     * Appends events, and then settles the outbox: vacuumed, analysed, its pages written. Otherwise the first to read it would
     * pay for hint bits and be disturbed by autovacuum, and the others would not.
     *
     * @param perTransaction how many events each transaction publishes
     */
    public static void events(PostgresDatabase outbox, long count, int perTransaction) {
        append(outbox, count, perTransaction);
        settle(outbox);
    }

    /**
     * Appends events and leaves the rest to chance. The filling session alone doesn't wait for the disk at each commit: it is
     * not what is measured, and the settling writes everything down.
     */
    public static void append(PostgresDatabase outbox, long count, int perTransaction) {
        outbox.execute("""
                DO $$
                BEGIN
                  SET synchronous_commit = off;
                  FOR n IN 1 .. %1$d BY %2$d LOOP
                    INSERT INTO postrider.event_outbox (event_type, environment, event_context)
                    SELECT 'user_created', 'Benchmark',
                           ('{"email":"user' || i || '@example.com","first_name":"First' || i || '","last_name":"Last' || i
                            || '","plan":' || i %% 5 || ',"tags":["a","b"]}')::json
                    FROM generate_series(n, LEAST(n + %2$d - 1, %1$d)) AS i;
                    COMMIT;
                  END LOOP;
                END $$""".formatted(count, perTransaction));
    }

    /** Vacuums and analyses the outbox and writes a checkpoint. */
    public static void settle(PostgresDatabase outbox) {
        outbox.execute("VACUUM (ANALYZE) postrider.event_outbox", "CHECKPOINT");
    }

    /** Empties the ledger, so that the same events are waiting again, as for the first time. No relay may be running. */
    public static void forgetDelivery(PostgresDatabase outbox) {
        outbox.execute(
                "TRUNCATE postrider.relay_batch, postrider.relay_window, postrider.relay_division",
                // Events with ids up to that are asked for before they are sent.
                "UPDATE postrider.outbox_origin SET max_id_acknowledged = 0, ask_up_to_id = 0");
    }
}
