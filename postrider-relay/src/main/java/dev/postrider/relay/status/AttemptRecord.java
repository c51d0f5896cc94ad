package dev.postrider.relay.status;

import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.sql.ShortTransaction;
import dev.postrider.relay.sql.SqlFile;
import dev.postrider.relay.status.SendAttempts.OfBatch;
import dev.postrider.relay.status.SendAttempts.Placed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Where a relay writes down its attempts to send, for people who look at a batch later. Touches no row of the ledger, and waits for nobody
 * longer than a second. Thread-safe.
 */
public final class AttemptRecord {
    private static final String BEGIN = SqlFile.text(AttemptRecord.class, "begin_attempts.sql");
    private static final NamedSql WRITE = NamedSql.file(AttemptRecord.class, "write_attempts.sql");

    private final DataSource dataSource;
    private final String owner;

    /**
     * Writes nothing yet.
     *
     * @param owner the relay, as it is called in the lease
     */
    public AttemptRecord(DataSource dataSource, String owner) {
        this.dataSource = dataSource;
        this.owner = owner;
    }

    /**
     * Writes them down: all or none. Those of a batch that the ledger does not have are left out. Times are told by how long ago they are,
     * since they count by the database's clock.
     *
     * @param nowNanos by the clock that the attempts' times are of
     */
    public void write(List<OfBatch> attempts, long nowNanos) throws SQLException {
        ShortTransaction.run(dataSource, BEGIN, connection -> {
            for (OfBatch batch : attempts) {
                write(connection, batch, nowNanos);
            }
            return true;
        });
    }

    private void write(Connection connection, OfBatch batch, long nowNanos) throws SQLException {
        try (NamedStatement statement = WRITE.prepare(connection)) {
            statement
                    .set("batch_no", batch.batchNo())
                    .set("relay", owner)
                    .set("attempts", batch.count())
                    .set("first", SendAttempts.FIRST)
                    .set("newest", SendAttempts.NEWEST)
                    .setArray("places", "integer", batch.kept(), Placed::place);
            set(statement, batch.kept().stream().map(Placed::attempt).toList(), nowNanos);
            statement.executeUpdate();
        }
    }

    private static void set(NamedStatement statement, List<SendAttempt> kept, long nowNanos) throws SQLException {
        statement
                .setArray("shards", "smallint", kept, attempt -> (short) attempt.shard())
                .setArray("parts", "integer", kept, SendAttempt::part)
                .setArray("row_counts", "integer", kept, SendAttempt::rows)
                .setArray("began_micros_ago", "bigint", kept, attempt -> micros(nowNanos - attempt.beganNanos()))
                .setArray("ended_micros_ago", "bigint", kept, attempt -> micros(nowNanos - attempt.endedNanos()))
                .setArray("endpoints", "text", kept, SendAttempt::endpoint)
                .setArray("outcomes", "text", kept, attempt -> attempt.outcome().code())
                .setArray("codes", "integer", kept, SendAttempt::code)
                .setArray("reasons", "text", kept, SendAttempt::reason);
    }

    private static long micros(long nanos) {
        return nanos / 1_000;
    }
}
