package dev.postrider.benchmarks.latency;

import dev.postrider.test.PostgresDatabase;
import java.util.List;

/**
 * What the ledger tells of the batches of some seconds.
 *
 * @param perSecond how many went to ClickHouse
 * @param tookMedian milliseconds from a batch's plan to its acknowledgement
 * @param took99th the same, of the slowest hundredth
 */
record Batches(double perSecond, double tookMedian, double took99th) {
    /** The last batch so far; 0 if there is none. */
    static long last(PostgresDatabase outbox) {
        return Long.parseLong(outbox.queryOne("SELECT COALESCE(max(batch_no), 0) FROM postrider.relay_batch"));
    }

    /** Those after a batch, in so many seconds. */
    static Batches after(PostgresDatabase outbox, long batchNo, double seconds) {
        List<String> row = outbox.query(
                        "SELECT count(*), COALESCE(percentile_disc(0.5) WITHIN GROUP (ORDER BY took), 0),"
                                + " COALESCE(percentile_disc(0.99) WITHIN GROUP (ORDER BY took), 0)"
                                + " FROM (SELECT extract(epoch FROM done_at - planned_at) * 1000 AS took"
                                + " FROM postrider.relay_batch WHERE row_count > 0 AND batch_no > " + batchNo
                                + ") batch")
                .get(0);
        return new Batches(
                Double.parseDouble(row.get(0)) / seconds,
                Double.parseDouble(row.get(1)),
                Double.parseDouble(row.get(2)));
    }
}
