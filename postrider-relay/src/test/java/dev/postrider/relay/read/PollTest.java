package dev.postrider.relay.read;

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
import org.junit.jupiter.api.parallel.Isolated;

/** No other test may take transaction ids meanwhile. */
@PostriderTest
@Isolated
class PollTest {
    private final PostgresDatabase postgres;
    private final Poll poll;

    PollTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.poll = new Poll(postgres.dataSource());
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @Test
    void findsACommittedEventAndTheLastIdHandedOut() throws SQLException {
        assertThat(poll.look(Snapshot.NOTHING).any()).isFalse();

        OutboxFixture.publishTogether(postgres, 3);

        assertThat(poll.look(Snapshot.NOTHING)).isEqualTo(new Poll.Found(true, 3));
        assertThat(poll.look(now()).any()).isFalse();
    }

    @Test
    void findsAnEventOfATransactionThatWasOpenAndHasCommitted() throws SQLException {
        try (Connection slow = postgres.connect()) {
            slow.setAutoCommit(false);
            publish(slow);
            OutboxFixture.publishTogether(postgres, 1);
            Snapshot seen = now();
            assertThat(poll.look(seen).any()).isFalse();

            slow.commit();

            assertThat(poll.look(seen).any()).isTrue();
            assertThat(poll.look(seen).any()).isTrue();
        }
    }

    @Test
    void isNotMisledByATransactionThatLeftNoEvent() throws SQLException {
        try (Connection other = postgres.connect()) {
            other.setAutoCommit(false);
            publish(other);
            Snapshot seen = now();
            other.rollback();

            assertThat(poll.look(seen).any()).isFalse();
            assertThat(poll.look(seen).any()).isFalse();
        }
    }

    @Test
    void writesNothing() throws SQLException {
        poll.look(Snapshot.NOTHING);
        String before = postgres.queryOne("SELECT pg_snapshot_xmax(pg_current_snapshot())");

        for (int i = 0; i < 20; i++) {
            poll.look(Snapshot.NOTHING);
        }

        assertThat(postgres.queryOne("SELECT pg_snapshot_xmax(pg_current_snapshot())"))
                .isEqualTo(before);
    }

    private Snapshot now() {
        return Snapshot.parse(postgres.queryOne("SELECT pg_current_snapshot()"));
    }

    private static void publish(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT postrider.publish('thing_happened', '{}', 'Test')");
        }
    }
}
