package dev.postrider.relay.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.retention.LeafRing.Emptied;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@PostriderTest
class LeafRingTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Emptied NOTHING = new Emptied(0, 0, false);
    private static final Emptied OVERDUE = new Emptied(0, 0, true);
    private static final Emptied ONE = new Emptied(1, 0, false);
    private static final int TRANSACTION_WINDOW = 65_536;

    private final PostgresDatabase postgres;
    private final LeafRing leaves;
    private Tenure active;

    LeafRingTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.leaves = new LeafRing(postgres.dataSource());
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
        active = OutboxFixture.tenure(postgres);
    }

    private Emptied empty(Duration retention, Duration longest) throws SQLException {
        return leaves.empty(active, retention, longest);
    }

    @Test
    void emptiesALeafOnceItsEventsWereDeliveredForTheRetentionAndWritersHaveMovedOn() throws SQLException {
        OutboxFixture.publishTogether(postgres, 5);
        moveOn(1);
        assertThat(empty(Duration.ZERO, DAY)).as("nothing delivered").isEqualTo(NOTHING);

        OutboxFixture.publishTogether(postgres, 1);
        deliver();
        assertThat(empty(HOUR, DAY)).as("delivered just now").isEqualTo(NOTHING);
        assertThat(empty(Duration.ZERO, DAY))
                .as("one leaf left by writers, one written to")
                .isEqualTo(ONE);
        assertThat(events()).isEqualTo(1);

        OutboxFixture.publishTogether(postgres, 1);
        moveOn(1);
        timePasses(HOUR);
        assertThat(empty(HOUR, DAY)).as("something is pending").isEqualTo(NOTHING);
        deliver();
        assertThat(empty(HOUR, DAY)).as("something is young").isEqualTo(NOTHING);
        timePasses(HOUR);
        assertThat(empty(HOUR, DAY)).isEqualTo(ONE);
        assertThat(events()).isZero();
        assertThat(deadRows()).isEqualTo("0");
    }

    @Test
    void keepsALeafInWhichALateTransactionCommittedAfterTheLastBatchWasPlanned() throws SQLException {
        try (Connection slow = open()) {
            OutboxFixture.publishTogether(postgres, 1);
            deliver();
            slow.commit();
            moveOn(1);

            assertThat(empty(Duration.ZERO, DAY)).isEqualTo(NOTHING);
            deliver();
            assertThat(empty(Duration.ZERO, DAY)).isEqualTo(ONE);
        }
    }

    @Test
    @Timeout(60)
    void doesNotWaitForAWriterThatStillHoldsTheLeafNorForAPreparedTransaction() throws SQLException {
        try (Connection slow = open();
                Connection prepared = open()) {
            execute(prepared, "PREPARE TRANSACTION '" + postgres.name() + "'");
            OutboxFixture.publishTogether(postgres, 1);
            deliver();
            timePasses(DAY);

            // If it waited, it would wait for ever: this thread is the one to end the writer.
            assertThat(empty(HOUR, DAY)).isEqualTo(OVERDUE);
            slow.rollback();
            assertThat(empty(HOUR, DAY)).isEqualTo(OVERDUE);
            postgres.execute("COMMIT PREPARED '" + postgres.name() + "'");
            assertThat(empty(HOUR, DAY)).as("it is pending").isEqualTo(OVERDUE);
            assertThat(events()).isEqualTo(2);
            deliver();
            assertThat(empty(HOUR, DAY)).isEqualTo(ONE);
        }
    }

    @Test
    void emptiesTheLeafThatIsWrittenToOnceSomethingInItWasDeliveredForTheLongestRetentionAndNothingIsPending()
            throws SQLException {
        OutboxFixture.publishTogether(postgres, 3);
        deliver();
        timePasses(DAY.minusMinutes(1));
        OutboxFixture.publishTogether(postgres, 1);
        deliver();
        assertThat(empty(HOUR, DAY)).isEqualTo(NOTHING);

        timePasses(Duration.ofMinutes(2));
        OutboxFixture.publishTogether(postgres, 1);
        assertThat(empty(HOUR, DAY)).isEqualTo(OVERDUE);
        assertThat(events()).isEqualTo(5);

        deliver();
        assertThat(empty(HOUR, DAY)).isEqualTo(ONE);
        assertThat(events()).isZero();
        assertThat(empty(HOUR, DAY)).isEqualTo(NOTHING);
    }

    @Test
    void emptiesLeavesWhileAnOldSnapshotIsHeldOpenAndHeedsOneThatReadTheLeaf() throws SQLException {
        OutboxFixture.publishTogether(postgres, 3);
        deliver();
        timePasses(DAY);
        try (Connection old = postgres.connect()) {
            old.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            execute(old, "SELECT count(*) FROM postrider.event_outbox");
            assertThat(empty(HOUR, DAY)).isEqualTo(OVERDUE);
            old.rollback();

            execute(old, "SELECT count(*) FROM pg_class");
            assertThat(empty(HOUR, DAY)).isEqualTo(ONE);
        }
        assertThat(deadRows()).isEqualTo("0");
    }

    @Test
    void givesUpNewerEventsOfALeafThatWritersComeToNextButKeepsThoseOfOthers() throws SQLException {
        OutboxFixture.publishTogether(postgres, 2);
        deliver();
        timePasses(HOUR);
        OutboxFixture.publishTogether(postgres, 1);
        deliver();
        moveOn(3);
        assertThat(empty(HOUR, DAY)).as("five windows until it is written to").isEqualTo(NOTHING);
        assertThat(empty(Duration.ofHours(2), DAY)).isEqualTo(NOTHING);

        moveOn(3);
        assertThat(empty(Duration.ofHours(2), DAY))
                .as("nothing in it was kept long enough")
                .isEqualTo(NOTHING);
        assertThat(empty(HOUR, DAY)).isEqualTo(new Emptied(1, 1, false));
    }

    @Test
    void keepsWhatAReplayMayStillWant() throws SQLException {
        OutboxFixture.publishTogether(postgres, 2);
        deliver();
        moveOn(1);
        postgres.execute("INSERT INTO postrider.relay_replay (kind, target, criteria) VALUES ('replay', 't', '{}')");
        assertThat(empty(Duration.ZERO, DAY)).isEqualTo(NOTHING);

        postgres.execute("UPDATE postrider.relay_replay SET finished_at = now()");
        assertThat(empty(Duration.ZERO, DAY)).isEqualTo(ONE);
    }

    @Test
    void freesTheSpaceOfWhatWasRolledBack() throws SQLException {
        try (Connection connection = open()) {
            connection.rollback();
        }
        deliver();
        moveOn(1);
        assertThat(empty(Duration.ZERO, DAY)).isEqualTo(ONE);
        assertThat(postgres.queryOne("SELECT sum(pg_relation_size(inhrelid)) FROM pg_inherits"
                        + " WHERE inhparent = 'postrider.event_outbox'::regclass"))
                .isEqualTo("0");
    }

    @Test
    void emptiesNothingInAnotherClusterThanTheLedgers() throws SQLException {
        OutboxFixture.publishTogether(postgres, 2);
        deliver();
        timePasses(DAY);
        postgres.execute("UPDATE postrider.outbox_origin SET system_identifier = system_identifier + 1");
        assertThat(empty(HOUR, DAY)).isEqualTo(NOTHING);
        assertThat(events()).isEqualTo(2);
    }

    @Test
    void emptiesNothingInACopyOfTheDatabaseWithinItsCluster() throws SQLException {
        OutboxFixture.publishTogether(postgres, 2);
        deliver();
        timePasses(DAY);
        postgres.execute("UPDATE postrider.outbox_origin SET database_oid = 1");
        assertThat(empty(HOUR, DAY)).isEqualTo(NOTHING);
        assertThat(events()).isEqualTo(2);
    }

    @Test
    void emptiesNothingWhileAnotherTableIsInTheLeafsPlace() throws SQLException {
        OutboxFixture.publishTogether(postgres, 2);
        deliver();
        timePasses(DAY);
        postgres.execute(
                "ALTER TABLE postrider.event_outbox DETACH PARTITION postrider.event_outbox_7",
                "CREATE TABLE public.archive (LIKE postrider.event_outbox INCLUDING ALL EXCLUDING IDENTITY)",
                "ALTER TABLE postrider.event_outbox ATTACH PARTITION public.archive FOR VALUES IN (7)");
        assertThat(empty(HOUR, DAY)).isEqualTo(NOTHING);
        assertThat(events()).isEqualTo(2);
    }

    @Test
    void emptiesNothingForARelayWhoseTenureIsOver() throws SQLException {
        OutboxFixture.publishTogether(postgres, 2);
        deliver();
        timePasses(DAY);

        postgres.execute("UPDATE postrider.relay_lease SET fence = fence + 1");
        assertThat(empty(HOUR, DAY)).as("another has taken over").isEqualTo(NOTHING);
        postgres.execute("UPDATE postrider.relay_lease SET fence = fence - 1");

        postgres.execute("UPDATE postrider.outbox_origin SET timeline = timeline + 1");
        assertThat(empty(HOUR, DAY)).as("on another timeline").isEqualTo(NOTHING);
        active = OutboxFixture.tenure(postgres);

        postgres.execute("UPDATE postrider.relay_batch SET snap_new = '9000000:9000000:'");
        assertThat(empty(HOUR, DAY)).as("transaction ids were set back").isEqualTo(NOTHING);
        assertThat(events()).isEqualTo(2);

        deliver();
        timePasses(DAY);
        assertThat(empty(HOUR, DAY)).isEqualTo(ONE);
    }

    private Connection open() throws SQLException {
        Connection connection = postgres.connect();
        connection.setAutoCommit(false);
        execute(connection, "SELECT postrider.publish('thing_happened', '{}', 'Test')");
        return connection;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A batch of all that can be seen now is done. */
    private void deliver() {
        OutboxFixture.noteDelivery(postgres, Instant.now());
    }

    /** Whatever was delivered so far was delivered so much earlier. */
    private void timePasses(Duration time) {
        postgres.execute("UPDATE postrider.relay_batch SET done_at = done_at - interval '" + time.toSeconds() + " s'");
    }

    private int events() {
        return Integer.parseInt(postgres.queryOne("SELECT count(*) FROM postrider.event_outbox"));
    }

    private String deadRows() {
        return postgres.queryOne(
                "SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE relname LIKE 'event\\_outbox%'");
    }

    /** So many windows on: the leaf is written to no more. Savepoints use up transaction ids at a third of a commit's cost. */
    private void moveOn(int windows) {
        postgres.execute("SET synchronous_commit = off", "CREATE TEMPORARY TABLE written (one int)", """
                DO $$ BEGIN
                  FOR i IN 1 .. %d LOOP
                    BEGIN INSERT INTO written VALUES (1); EXCEPTION WHEN division_by_zero THEN NULL; END;
                    IF i %% 10000 = 0 THEN COMMIT; END IF;
                  END LOOP;
                END $$""".formatted(
                        windows * TRANSACTION_WINDOW));
    }
}
