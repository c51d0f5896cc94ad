package dev.postrider.server.scale;

import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;

/** Fills the databases with what a large installation has after a while. The schema must be there. */
final class ManyRecords {
    /** Types of events in the event log. */
    static final int TYPES = 40;
    /** The id of the first event in the event log. */
    static final long FIRST_LOGGED = 1_000_000_000L;

    /** Events in one insert: the client waits two minutes for its end. */
    private static final int INSERT = 250_000;

    private ManyRecords() {}

    /** Open dead letters of 40 types and ten reasons, refused one after the other within the last day. */
    static void deadLetters(PostgresDatabase postgres, int number) {
        postgres.execute(
                "INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,"
                        + " metadata_version, batch_no, reason_code, reason, failed_at)"
                        + " SELECT nextval('postrider.event_outbox_id_seq'), '3', 'type_' || n % 40,"
                        + " now() - interval '1 day', 'Local', json_build_object('number', n, 'email', 'user' || n || '@example.com'),"
                        + " 1, n, 27 + n % 3, 'the column ' || n % 10 || ' can''t take the value ' || n,"
                        + " now() - (" + number + " + 60 - n) * interval '500 milliseconds'"
                        + " FROM generate_series(1, " + number + ") n",
                "ANALYZE postrider.dead_letter");
    }

    /** Acknowledged batches, terms and states, one a second back from now; a server that starts goes on behind them. */
    static void ledger(PostgresDatabase postgres, int batches) {
        int terms = batches / 100;
        String at = "now() - (" + batches + " + 60 - n) * interval '700 milliseconds'";
        postgres.execute(
                "INSERT INTO postrider.relay_batch (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit,"
                        + " byte_limit, planned_at, done_at, row_count, byte_count, token, attempts, end_txid, end_id,"
                        + " exhausted, total_rows, max_id, dead_count)"
                        + " SELECT n, 1 + n / 100, pg_current_snapshot(), pg_current_snapshot(), '0', 0, 10000, 16000000, "
                        + at + ", " + at
                        + " + n % 90 * interval '10 milliseconds', 100, 40000, sha256(n::text::bytea), 1,"
                        + " '3', n, true, n * 100, 0, CASE WHEN n % 50 = 0 THEN 1 ELSE 0 END"
                        + " FROM generate_series(1, " + batches + ") n",
                "INSERT INTO postrider.relay_term (fence, owner, taken_at, released_at) SELECT n, 'host-' || n % 3 || ':17',"
                        + " now() - (" + terms + " + 60 - n) * interval '1 minute',"
                        + " CASE WHEN n % 2 = 0 THEN now() - (" + terms + " + 59 - n) * interval '1 minute' END"
                        + " FROM generate_series(1, " + terms + ") n",
                "UPDATE postrider.relay_lease SET fence = " + (terms + 1),
                "INSERT INTO postrider.delivery_history (told_at, owner, state, pending, pending_is_at_least, lag_millis,"
                        + " delivered, dead_letters, outbox_bytes, batches, inserts, insert_millis, longest_insert_millis)"
                        + " SELECT now() - (" + batches + " + 1 - n) * interval '1 minute', 'host-1:17',"
                        + " CASE WHEN n % 7 = 0 THEN 'nothing_to_do' ELSE 'flowing' END, n % 100, false, n % 3000, n * 100,"
                        + " n % 10, 1000000, n, 1, n % 90, n % 90 FROM generate_series(1, " + batches + ") n",
                "ANALYZE postrider.relay_batch, postrider.relay_term, postrider.delivery_history");
    }

    /** Events of 40 types with 5 to 60 fields, in 24 months. The table must be there. */
    static void eventLog(ClickHouseDatabase clickHouse, long events) {
        for (long first = 0; first < events; first += INSERT) {
            clickHouse.execute("INSERT INTO event_log (event_type, event_date_time, environment, event_context,"
                    + " metadata_version, event_id, outbox, trace_parent) SETTINGS insert_deduplicate = 0"
                    + " SELECT 'type_' || toString(number % " + TYPES + "),"
                    + " now64(6) - toIntervalSecond(cityHash64(number) % (730 * 86400)), 'Local',"
                    + " concat('{\"email\":\"user', toString(number), '@example.com\",\"amount\":', toString(number % 1000),"
                    + " arrayStringConcat(arrayMap(k -> concat(',\"field_', toString(k), '\":', if(k % 2 = 0,"
                    + " toString(cityHash64(number, k) % 1000), concat('\"', hex(cityHash64(k, number)), '\"'))),"
                    + " range(toUInt64(3 + intDiv((number % " + TYPES + ") * 55, " + (TYPES - 1) + "))))), '}'),"
                    + " 1, " + FIRST_LOGGED + " + number, 'elsewhere', ''"
                    + " FROM numbers(" + first + ", " + Math.min(INSERT, events - first) + ")");
        }
    }
}
