package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.stage.CpuSeconds;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** The least that reading takes: the columns that the relay reads, leaf after leaf, in no order, into nothing. */
final class ReadFloor {
    private static final int LEAVES = 8;
    private static final String COPY =
            "COPY postrider.event_outbox_%d (txid, id, event_type, event_date_time, environment,"
                    + " event_context, metadata_version, trace_parent) TO STDOUT (FORMAT binary)";

    private ReadFloor() {}

    static Turn read(Stage stage, PostgresDatabase outbox, long events) throws SQLException {
        CpuSeconds before = stage.cpu().read();
        long began = System.nanoTime();
        long rows = 0;
        CpuSeconds used;
        try (Connection connection = outbox.connect()) {
            for (int leaf = 0; leaf < LEAVES; leaf++) {
                CopyOut copy =
                        connection.unwrap(PGConnection.class).getCopyAPI().copyOut(COPY.formatted(leaf));
                while (copy.readFromCopy() != null) {
                    // into nothing
                }
                rows += copy.getHandledRowCount();
            }
            used = stage.cpu().read().since(before);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        if (rows != events) {
            throw new IllegalStateException("the outbox has " + rows + " rows, not " + events);
        }
        return new Turn(seconds, seconds, used);
    }
}
