package dev.postrider.benchmarks.steady;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.retention.LeafRing;
import dev.postrider.test.PostgresDatabase;
import java.sql.SQLException;
import java.time.Duration;

/** What is left in PostgreSQL when everything was delivered. */
final class Remains {
    private static final String LEAVES =
            " FROM pg_stat_user_tables WHERE schemaname = 'postrider' AND relname ~ '^event_outbox_'";
    private static final String OTHERS = LEAVES.replace(" ~ ", " !~ ");
    private static final String SIZE = "SELECT COALESCE(sum(pg_total_relation_size(relid)), 0)::bigint";
    private static final String DEAD = "SELECT COALESCE(sum(n_dead_tup), 0)::bigint";
    private static final double MIB = 1024 * 1024;

    private Remains() {}

    /** Looks at the leaves and at the other tables of the schema; empties the leaves, as the relay does once the retention is over. */
    static void tell(PostgresDatabase outbox, Measurements findings) throws SQLException {
        double deadEvents = (double) number(outbox, DEAD + LEAVES);
        findings.add(
                Figure.of("dead rows of events", "rows", deadEvents),
                Figure.of("dead rows of the ledger and the lease", "rows", (double) number(outbox, DEAD + OTHERS)),
                Figure.of(
                        "outbox with all delivered events, kept for replay",
                        "MiB",
                        number(outbox, SIZE + LEAVES) / MIB),
                Figure.of("ledger and the rest of the schema", "MiB", number(outbox, SIZE + OTHERS) / MIB));
        Tenure last = new Tenure(
                number(outbox, "SELECT fence FROM postrider.relay_lease"), outbox.queryOne("SELECT postrider.life()"));
        new LeafRing(outbox.dataSource()).empty(last, Duration.ZERO, Duration.ZERO);
        findings.add(Figure.of("outbox once its leaves were emptied", "MiB", number(outbox, SIZE + LEAVES) / MIB));
        findings.add(Goal.atMost("dead rows of events", 0, deadEvents));
    }

    private static long number(PostgresDatabase outbox, String sql) {
        return Long.parseLong(outbox.queryOne(sql));
    }
}
