package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.lease.Lease;
import dev.postrider.relay.read.Poll;
import dev.postrider.relay.retention.LeafRing;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.SqlFile;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A relay that is paused, or cut off without a word, in the middle of a transaction: its session lives on in the server and
 * holds what it has locked. Each test begins such a transaction as the relay does, and leaves it there.
 */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
@Timeout(30)
class StuckTransactionTest {
    private final PostgresDatabase postgres;

    StuckTransactionTest(PostgresDatabase postgres) {
        this.postgres = postgres;
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @Test
    void theLeaseIsTakenFromARelayThatStoppedWhileItWroteAPlan() throws SQLException {
        try (Connection stuck =
                Connections.inTransaction(postgres.dataSource(), SqlFile.text(Lease.class, "begin_under_fence.sql"))) {
            Connections.execute(stuck, "SELECT FROM postrider.relay_lease FOR SHARE");
            Lease other = new Lease(postgres.dataSource(), "other", Duration.ofSeconds(20), System::nanoTime);
            assertThat(secondsUntil(() -> assertThat(other.take()).isPresent())).isLessThan(3);
        }
    }

    @Test
    void eventsAreReadPastALeafWhoseEmptyingStopped() throws SQLException {
        OutboxFixture.publishTogether(postgres, 10);
        try (Connection stuck =
                Connections.inTransaction(postgres.dataSource(), SqlFile.text(LeafRing.class, "begin_emptying.sql"))) {
            Connections.execute(stuck, "LOCK TABLE ONLY postrider.event_outbox_5 IN ACCESS EXCLUSIVE MODE NOWAIT");
            Poll poll = new Poll(postgres.dataSource());
            assertThat(secondsUntil(
                            () -> assertThat(poll.look(Snapshot.NOTHING).any()).isTrue()))
                    .isLessThan(3);
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    private static double secondsUntil(Step done) throws SQLException {
        long began = System.nanoTime();
        done.run();
        return (System.nanoTime() - began) / 1e9;
    }
}
