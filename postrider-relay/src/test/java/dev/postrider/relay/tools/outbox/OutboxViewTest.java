package dev.postrider.relay.tools.outbox;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.TransactionWindow;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looking at the outbox's leaves, and at who holds it back. */
@PostriderTest
class OutboxViewTest {
    private final PostgresDatabase postgres;
    private final OutboxView outbox;
    private final String stranger;

    OutboxViewTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.outbox = new OutboxView(postgres.dataSource());
        this.stranger = "stranger_" + postgres.name();
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @AfterEach
    void dropStranger() {
        if (postgres.queryOne("SELECT to_regrole('" + stranger + "') IS NOT NULL")
                .equals("t")) {
            postgres.execute("DROP OWNED BY " + stranger, "DROP USER " + stranger);
        }
    }

    private LeafView written() throws SQLException {
        return outbox.leaves().leaves().stream()
                .filter(leaf -> requireNonNull(leaf.content()).events() != null)
                .findFirst()
                .orElseThrow();
    }

    private LeafView.Content content() throws SQLException {
        return requireNonNull(written().content());
    }

    @Test
    void anEmptyOutboxHasEightLeavesThatHoldNothing() throws SQLException {
        LeavesView view = outbox.leaves();

        assertThat(view.unknown()).isNull();
        assertThat(view.leaves()).extracting(LeafView::number).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(view.leaves())
                .extracting(LeafView::content)
                .containsOnly(new LeafView.Content(null, false, null, null));
        assertThat(view.leaves().stream().filter(LeafView::isWrittenNow))
                .singleElement()
                .satisfies(
                        leaf -> assertThat(leaf.number()).isEqualTo(TransactionWindow.leaf(view.currentTransaction())));
    }

    @Test
    void aLeafSaysWhetherItHoldsEventsThatAreNotDeliveredAndHowOldItIs() throws SQLException {
        OutboxFixture.publishTogether(postgres, 100);

        assertThat(written().bytes()).isGreaterThan(8_192);
        assertThat(content().isPending()).isTrue();
        assertThat(content().publishedBefore()).isNull();
        assertThat(content().deliveredAt()).isNull();
        assertThat(requireNonNull(content().events())).satisfies(span -> {
            assertThat(span.firstTransaction()).isEqualTo(span.lastTransaction());
            assertThat(span.firstWindow()).isEqualTo(TransactionWindow.of(span.firstTransaction()));
        });

        Instant then = Instant.now().minus(Duration.ofMinutes(5)).truncatedTo(ChronoUnit.MILLIS);
        delivered(100, then);
        assertThat(content().isPending()).isFalse();
        assertThat(content().publishedBefore()).isEqualTo(then);
        assertThat(content().deliveredAt()).isEqualTo(then);

        OutboxFixture.publishTogether(postgres, 1);
        assertThat(content().isPending()).isTrue();
        assertThat(content().publishedBefore()).isEqualTo(then);
        assertThat(content().deliveredAt()).as("of the newest event").isNull();
    }

    private void delivered(int events, Instant at) {
        postgres.execute("""
                INSERT INTO postrider.relay_batch
                  (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit, planned_at, done_at,
                   row_count, byte_count, attempts, end_txid, end_id, exhausted, total_rows, max_id)
                SELECT 1, 1, '3:3:', pg_current_snapshot(), '0', 0, 1000, 1000000, '%2$s', '%2$s', %1$d, 100, 1, e.txid, e.id, false, %1$d, e.id
                FROM (SELECT txid, id FROM postrider.event_outbox ORDER BY txid, id OFFSET %1$d - 1 LIMIT 1) e""".formatted(events, at));
    }

    @Test
    void aBatchThatEndedInTheMiddleLeavesThePartBehindItPending() throws SQLException {
        OutboxFixture.publishTogether(postgres, 100);
        delivered(60, Instant.now());

        assertThat(content().isPending()).isTrue();
    }

    @Test
    void anEventThatCommitsLateIsPending() throws SQLException {
        try (Connection late = postgres.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("SELECT postrider.publish('late', '{}', 'Test')");
            OutboxFixture.publishTogether(postgres, 100);
            OutboxFixture.noteDelivery(postgres, Instant.now());
            assertThat(content().isPending()).isFalse();
            late.commit();
        }

        assertThat(content().isPending()).isTrue();
    }

    @Test
    void whatIsDeliveredIsNotKnownWhereTheLedgerIsOfAnotherCluster() throws SQLException {
        OutboxFixture.publishTogether(postgres, 100);
        OutboxFixture.moveToAnotherCluster(postgres);

        assertThat(outbox.leaves().unknown()).isNotNull();
        assertThat(content().events()).isNotNull();
        assertThat(content().isPending()).isNull();
        assertThat(content().deliveredAt()).isNull();
    }

    @Test
    void whatMayNotBeReadIsNotKnown() throws SQLException {
        OutboxFixture.publishTogether(postgres, 100);
        PostgresDatabase theirs = signedIn();
        postgres.execute("GRANT USAGE ON SCHEMA postrider TO " + stranger);

        LeavesView view = new OutboxView(theirs.dataSource()).leaves();

        assertThat(view.unknown()).isEqualTo("the right to read the outbox or the ledger is missing");
        assertThat(view.leaves()).hasSize(8).extracting(LeafView::content).containsOnlyNulls();
        assertThat(view.bytes()).isPositive();
    }

    private PostgresDatabase signedIn() {
        postgres.execute("CREATE USER " + stranger + " PASSWORD 'x'");
        return postgres.as(stranger, "x");
    }

    private List<OpenTransactions.Open> open(OutboxView as) throws SQLException {
        return as.transactions(OutboxView.MOST).open().stream()
                .filter(transaction -> transaction.database().equals(postgres.name()))
                .toList();
    }

    @Test
    void openTransactionsAreThereTheOldestViewFirstAndWhatMayNotBeSeenIsNotKnown() throws SQLException {
        postgres.disconnect();
        try (Connection writing = postgres.connect();
                Connection reading = postgres.connect();
                Statement writer = writing.createStatement();
                Statement reader = reading.createStatement()) {
            writing.setAutoCommit(false);
            reading.setAutoCommit(false);
            reading.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            writer.execute("SELECT postrider.publish('late', '{}', 'Test')");
            postgres.execute("SELECT pg_current_xact_id()");
            reader.execute("SELECT 1");

            assertThat(open(outbox)).hasSize(2).allSatisfy(transaction -> {
                assertThat(transaction.user()).isEqualTo(postgres.user());
                assertThat(transaction.state()).isEqualTo("idle in transaction");
                assertThat(requireNonNull(transaction.since()))
                        .isBefore(Instant.now().plusSeconds(5));
            });
            assertThat(open(outbox))
                    .extracting(OpenTransactions.Open::isWriting)
                    .contains(true, false);
            assertThat(open(new OutboxView(signedIn().dataSource())))
                    .as("by somebody who may not see it")
                    .hasSize(2)
                    .allSatisfy(transaction -> {
                        assertThat(transaction.state()).isNull();
                        assertThat(transaction.since()).isNull();
                    });
        }
    }

    @Test
    void aPreparedTransactionIsThereUntilItsSecondPhase() throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT postrider.publish('late', '{}', 'Test')");
            statement.execute("PREPARE TRANSACTION '" + postgres.name() + "'");
        }
        try {
            assertThat(prepared()).singleElement().satisfies(transaction -> {
                assertThat(transaction.name()).isEqualTo(postgres.name());
                assertThat(transaction.user()).isEqualTo(postgres.user());
                assertThat(transaction.since()).isBefore(Instant.now().plusSeconds(5));
            });
        } finally {
            postgres.execute("ROLLBACK PREPARED '" + postgres.name() + "'");
        }
        assertThat(prepared()).isEmpty();
    }

    private List<OpenTransactions.Prepared> prepared() throws SQLException {
        return outbox.transactions(OutboxView.MOST).prepared().stream()
                .filter(transaction -> transaction.database().equals(postgres.name()))
                .toList();
    }
}
