package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.BigEndian;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.read.OutboxReader;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Random interleavings of writers and plans on a real server, against what was committed. A failure names the seed; give it as
 * the system property {@code seed} to see it again.
 */
@PostriderTest
class PlanningPropertyTest {
    private static final int WRITERS = 6;
    private static final int STEPS = 150;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<Long> committed = new ArrayList<>();
    private final List<Reading> readings = new ArrayList<>();
    private int prepared;

    /** A plan, and what reading it gave. */
    private record Reading(BatchPlan plan, BatchContent content, List<Long> ids) {}

    /** A session, and the events of its transaction. */
    private final class Writer implements AutoCloseable {
        private final Connection connection;
        private final List<Long> ids = new ArrayList<>();
        private final List<Long> idsAtSavepoint = new ArrayList<>();
        private boolean savepoint;
        private @Nullable String preparedAs;

        Writer(PostgresDatabase postgres) throws SQLException {
            connection = postgres.connect();
            connection.setAutoCommit(false);
        }

        void step() throws SQLException {
            switch (random.nextInt(preparedAs == null ? 10 : 2)) {
                case 0 -> end(true);
                case 1 -> end(random.nextInt(3) > 0);
                case 2 -> {
                    run("SAVEPOINT s");
                    savepoint = true;
                    idsAtSavepoint.clear();
                    idsAtSavepoint.addAll(ids);
                }
                case 3 -> {
                    if (savepoint) {
                        run("ROLLBACK TO SAVEPOINT s");
                        ids.clear();
                        ids.addAll(idsAtSavepoint);
                    }
                }
                case 4 -> run("SELECT pg_current_xact_id()");
                case 5 -> {
                    preparedAs = "writer-" + seed + "-" + prepared++;
                    run("PREPARE TRANSACTION '" + preparedAs + "'");
                }
                default -> publish(1 + random.nextInt(5));
            }
        }

        private void publish(int count) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT postrider.publish('thing_happened', '{}', 'Test')"
                            + " FROM generate_series(1, " + count + ")")) {
                while (row.next()) {
                    ids.add(row.getLong(1));
                }
            }
        }

        void end(boolean commit) throws SQLException {
            String how = commit ? "COMMIT" : "ROLLBACK";
            if (preparedAs == null) {
                run(how);
            } else {
                // Whatever transaction the driver thinks it is in has ended with PREPARE.
                connection.rollback();
                connection.setAutoCommit(true);
                run(how + " PREPARED '" + preparedAs + "'");
                connection.setAutoCommit(false);
            }
            if (commit) {
                committed.addAll(ids);
            }
            preparedAs = null;
            savepoint = false;
            ids.clear();
        }

        private void run(String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    @RepeatedTest(2)
    void anyInterleavingIsPlannedOnceAndReadTheSameAgain(PostgresDatabase postgres) throws SQLException {
        OutboxFixture.makeOutbox(postgres);
        postgres.execute("UPDATE postrider.relay_lease SET owner = 'test', fence = 1");
        try (HikariDataSource pool = OutboxFixture.pool(postgres)) {
            interleave(postgres, new Ledger(pool, 1), new OutboxReader(pool, "test"));
        }
    }

    private void interleave(PostgresDatabase postgres, Ledger ledger, OutboxReader reader) throws SQLException {
        List<Writer> writers = new ArrayList<>();
        try {
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new Writer(postgres));
            }
            for (int step = 0; step < STEPS; step++) {
                int what = random.nextInt(10);
                if (what == 0) {
                    plan(ledger, reader);
                } else if (what == 1 && !readings.isEmpty()) {
                    assertSameAgain(reader, readings.get(random.nextInt(readings.size())));
                } else {
                    writers.get(random.nextInt(WRITERS)).step();
                }
            }
            for (Writer writer : writers) {
                writer.end(random.nextBoolean());
            }
        } finally {
            for (Writer writer : writers) {
                writer.close();
            }
        }
        int before;
        do {
            before = readings.size();
            plan(ledger, reader);
        } while (!readings.get(before).ids().isEmpty());

        assertThat(readings.stream().flatMap(reading -> reading.ids().stream()))
                .as("seed %d", seed)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(committed);
        for (Reading reading : readings) {
            assertSameAgain(reader, reading);
        }
    }

    private void plan(Ledger ledger, OutboxReader reader) throws SQLException {
        BatchBounds bounds = new BatchBounds(1 + random.nextInt(9), random.nextInt(3) == 0 ? 300 : 1_000_000);
        Reading last = readings.isEmpty() ? null : readings.get(readings.size() - 1);
        BatchPlan plan = last == null || last.content().exhausted()
                ? ledger.planNext(last == null ? null : last.plan(), bounds)
                : ledger.planRest(last.plan(), last.content().end(), bounds);
        readings.add(read(reader, plan));
    }

    private static Reading read(OutboxReader reader, BatchPlan plan) throws SQLException {
        List<Long> ids = new ArrayList<>();
        BatchContent content =
                reader.read(plan, (txid, buffer, offset, length) -> ids.add(BigEndian.longAt(buffer, offset + 4)));
        return new Reading(plan, content, ids);
    }

    private void assertSameAgain(OutboxReader reader, Reading reading) throws SQLException {
        assertThat(read(reader, reading.plan()))
                .as("%s read again (seed %d)", reading.plan(), seed)
                .isEqualTo(reading);
    }
}
