package dev.postrider.benchmarks.steady;

import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.retention.LeafRing;
import dev.postrider.test.PostgresDatabase;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What is left in PostgreSQL when everything was delivered.
 *
 * @param deadEventRows dead rows of all leaves
 * @param deadLedgerRows dead rows of the other tables of the schema
 * @param outboxMib the leaves and their indexes, in MiB, with the delivered events that are kept for replay
 * @param ledgerMib the other tables of the schema, in MiB
 * @param emptiedMib the leaves after they were emptied, as the relay does it once the retention is over, in MiB
 */
record Remains(long deadEventRows, long deadLedgerRows, double outboxMib, double ledgerMib, double emptiedMib) {
    private static final String LEAVES =
            " FROM pg_stat_user_tables WHERE schemaname = 'postrider' AND relname ~ '^event_outbox_'";
    private static final String OTHERS = LEAVES.replace(" ~ ", " !~ ");
    private static final String SIZE = "SELECT COALESCE(sum(pg_total_relation_size(relid)), 0)::bigint";
    private static final String DEAD = "SELECT COALESCE(sum(n_dead_tup), 0)::bigint";
    private static final double MIB = 1024 * 1024;

    static Remains of(PostgresDatabase outbox) throws SQLException {
        long deadEvents = number(outbox, DEAD + LEAVES);
        long deadOthers = number(outbox, DEAD + OTHERS);
        double full = number(outbox, SIZE + LEAVES) / MIB;
        double ledger = number(outbox, SIZE + OTHERS) / MIB;
        Tenure last = new Tenure(
                number(outbox, "SELECT fence FROM postrider.relay_lease"), outbox.queryOne("SELECT postrider.life()"));
        new LeafRing(outbox.dataSource()).empty(last, Duration.ZERO, Duration.ZERO);
        return new Remains(deadEvents, deadOthers, full, ledger, number(outbox, SIZE + LEAVES) / MIB);
    }

    private static long number(PostgresDatabase outbox, String sql) {
        return Long.parseLong(outbox.queryOne(sql));
    }
}
