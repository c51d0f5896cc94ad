package dev.postrider.relay.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@PostriderTest
class LeafRingTest {
    private final PostgresDatabase postgres;
    private final LeafRing leaves;

    LeafRingTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.leaves = new LeafRing(postgres.dataSource());
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @Test
    void emptiesALeafOnceItsEventsAreDeliveredAndWritersHaveMovedOn() throws SQLException {
        OutboxFixture.publishTogether(postgres, 5);
        Snapshot delivered = now();
        assertThat(leaves.empty(delivered)).as("written to now").isZero();

        leaveTheLeaf();

        assertThat(leaves.empty(Snapshot.NOTHING)).as("nothing delivered").isZero();
        assertThat(events()).isEqualTo(5);
        assertThat(leaves.empty(delivered)).isEqualTo(1);
        assertThat(events()).isZero();
        assertThat(
                        postgres.queryOne(
                                "SELECT COALESCE(sum(n_dead_tup), 0) FROM pg_stat_user_tables WHERE relname LIKE 'event_outbox%'"))
                .isEqualTo("0");
    }

    @Test
    void keepsALeafInWhichALateTransactionCommittedAfterTheDeliveredSnapshot() throws SQLException {
        try (Connection slow = open()) {
            OutboxFixture.publishTogether(postgres, 1);
            Snapshot delivered = now();
            slow.commit();
            leaveTheLeaf();

            assertThat(leaves.empty(delivered)).isZero();
            assertThat(leaves.empty(now())).isEqualTo(1);
        }
    }

    @Test
    @Timeout(60)
    void doesNotWaitForAWriterThatStillHoldsTheLeaf() throws SQLException {
        try (Connection slow = open()) {
            OutboxFixture.publishTogether(postgres, 1);
            leaveTheLeaf();

            // If it waited, it would wait for ever: this thread is the one to end the writer.
            assertThat(leaves.empty(now())).isZero();
            slow.rollback();
        }
    }

    private Connection open() throws SQLException {
        Connection connection = postgres.connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT postrider.publish('thing_happened', '{}', 'Test')");
        }
        return connection;
    }

    private Snapshot now() {
        return Snapshot.parse(postgres.queryOne("SELECT pg_current_snapshot()"));
    }

    private int events() {
        return Integer.parseInt(postgres.queryOne("SELECT count(*) FROM postrider.event_outbox"));
    }

    /** Two windows on: the leaf is neither the current nor the next one. */
    private void leaveTheLeaf() {
        postgres.execute("SET synchronous_commit = off", """
                DO $$ BEGIN
                  FOR i IN 1 .. 131072 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP;
                END $$""");
    }
}
