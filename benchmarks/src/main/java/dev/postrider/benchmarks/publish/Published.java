package dev.postrider.benchmarks.publish;

import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;

/** Which numbers were published, to be compared with every row of the outbox. */
final class Published {
    private static final int FETCH = 10_000;
    private static final String EVENTS = """
            SELECT (event_context->>'n')::bigint, event_context::text, event_type = '%s' AND environment = '%s'
              AND metadata_version = 1 AND trace_parent IS NULL
            FROM postrider.event_outbox""".formatted(Sample.TYPE, Sample.ENVIRONMENT);

    private final BitSet missing = new BitSet();

    void add(long from, int count) {
        missing.set(Math.toIntExact(from), Math.toIntExact(from + count));
    }

    /**
     * Returns how many events there are.
     *
     * @throws IllegalStateException if one is missing, there twice, or not what was published
     */
    long compare(PostgresDatabase database) throws SQLException {
        long events = 0;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery(EVENTS)) {
                while (rows.next()) {
                    long n = rows.getLong(1);
                    if (!missing.get(Math.toIntExact(n))
                            || !Sample.context(n).equals(rows.getString(2))
                            || !rows.getBoolean(3)) {
                        throw new IllegalStateException(
                                "event " + n + " is there twice or is not what was published: " + rows.getString(2));
                    }
                    missing.clear(Math.toIntExact(n));
                    events++;
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException(missing.cardinality() + " published events are not in the outbox");
        }
        return events;
    }
}
