package dev.postrider.relay.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.ledger.LedgerPage;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostriderTest
class ExpiryTest {
    private static final Duration MONTH = Duration.ofDays(30);

    private final PostgresDatabase postgres;
    private final Expiry expiry;

    ExpiryTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.expiry = new Expiry(postgres.dataSource());
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @Test
    void forgetsOldBatchesWithTheirWindowsAndTermsButNotTheYoung() throws SQLException {
        delivered(40);
        delivered(35);
        delivered(20);
        delivered(0);
        postgres.execute("""
                INSERT INTO postrider.relay_window (id_window, batch_no, row_count, sums, ids, first_time, last_time)
                SELECT batch_no, batch_no, 1, decode(repeat('00', 48), 'hex'), '', now(), now() FROM postrider.relay_batch""", """
                INSERT INTO postrider.relay_term (fence, owner, taken_at)
                SELECT fence, 'relay', done_at FROM postrider.relay_batch""", "UPDATE postrider.relay_lease SET fence = 4");

        assertThat(forgetBatches(MONTH)).isEqualTo(2);
        assertThat(forgetBatches(MONTH)).isZero();
        assertThat(postgres.queryOne(
                        "SELECT string_agg(batch_no::text, ' ' ORDER BY batch_no) FROM postrider.relay_batch"))
                .isEqualTo("3 4");
        assertThat(postgres.queryOne(
                        "SELECT string_agg(batch_no::text, ' ' ORDER BY batch_no) FROM postrider.relay_window"))
                .isEqualTo("3 4");
        assertThat(postgres.queryOne("SELECT string_agg(fence::text, ' ' ORDER BY fence) FROM postrider.relay_term"))
                .isEqualTo("3 4");
    }

    @Test
    void neverForgetsTheCursorNorWhatIsPlanned() throws SQLException {
        delivered(90);
        delivered(80);
        assertThat(forgetBatches(MONTH)).isEqualTo(1);
        assertThat(forgetBatches(MONTH)).isZero();
        LedgerPage.Done cursor = Objects.requireNonNull(
                new Ledger(postgres.dataSource(), 0).takeOver().lastDone());
        assertThat(cursor.plan().batchNo()).isEqualTo(2);
    }

    @Test
    void keepsABatchAsLongAsTheOutboxHoldsItsEvents() throws SQLException {
        delivered(50);
        OutboxFixture.publishTogether(postgres, 1);
        delivered(40);
        delivered(0);
        assertThat(forgetBatches(MONTH)).as("the one before the event").isEqualTo(1);
        assertThat(forgetBatches(MONTH)).isZero();

        postgres.execute("TRUNCATE postrider.event_outbox");
        assertThat(forgetBatches(MONTH)).isEqualTo(1);
    }

    @Test
    void forgetsAThousandBatchesAtATime() throws SQLException {
        delivered(40);
        postgres.execute("""
                INSERT INTO postrider.relay_batch
                SELECT (jsonb_populate_record(b, jsonb_build_object('batch_no', n))).*
                FROM postrider.relay_batch b, generate_series(2, 2500) n""");
        assertThat(forgetBatches(MONTH)).isEqualTo(1_000);
        assertThat(forgetBatches(MONTH)).isEqualTo(1_000);
        assertThat(forgetBatches(MONTH)).isEqualTo(499);
        assertThat(forgetBatches(MONTH)).isZero();
    }

    @Test
    void forgetsDeadLettersThatWereDecidedAboutLongAgoAndNeverOpenOnes() throws SQLException {
        postgres.execute("""
                INSERT INTO postrider.dead_letter
                  (event_id, txid, event_type, event_date_time, environment, event_context, metadata_version, batch_no, reason,
                   failed_at, requeued_at, discarded_at)
                SELECT n, '1', 'bad', now(), 'Test', '{}', 1, 1, 'refused', now() - interval '100 d',
                       CASE n WHEN 1 THEN now() - interval '95 d' WHEN 3 THEN now() END,
                       CASE n WHEN 2 THEN now() - interval '91 d' END
                FROM generate_series(1, 4) n""");
        assertThat(forgetDeadLetters(Duration.ofDays(90))).isEqualTo(2);
        assertThat(forgetDeadLetters(Duration.ofDays(90))).isZero();
        assertThat(postgres.queryOne(
                        "SELECT string_agg(event_id::text, ' ' ORDER BY event_id) FROM postrider.dead_letter"))
                .isEqualTo("3 4");
    }

    @Test
    void forgetsWhatWasToldOfDeliveryLongAgoAThousandEntriesAtATime() throws SQLException {
        told(1_500, "now() - interval '40 d' + n * interval '1 s'");
        told(2, "now() - n * interval '1 d'");

        assertThat(forgetHistory(MONTH)).isEqualTo(1_000);
        assertThat(forgetHistory(MONTH)).isEqualTo(500);
        assertThat(forgetHistory(MONTH)).isZero();
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.delivery_history"))
                .isEqualTo("2");
    }

    @Test
    void forgetsAttemptsWithTheirBatchAndThoseOfAllButTheNewestBatches() throws SQLException {
        delivered(40);
        delivered(0);
        attempts(1, 2);
        assertThat(forgetBatches(MONTH)).isEqualTo(1);
        assertThat(postgres.queryOne("SELECT string_agg(batch_no::text, ' ') FROM postrider.relay_attempt"))
                .isEqualTo("2");

        attempts(1, 1);
        assertThat(forgetAttempts()).as("of a batch that an older relay forgot").isEqualTo(1);
        assertThat(forgetAttempts()).isZero();

        attempts(3, Expiry.BATCHES_WITH_ATTEMPTS + 6_001);
        assertThat(forgetAttempts()).isEqualTo(5_000);
        assertThat(forgetAttempts()).isEqualTo(1_000);
        assertThat(forgetAttempts()).isZero();
        assertThat(postgres.queryOne("SELECT count(*) || ' ' || min(batch_no) FROM postrider.relay_attempt"))
                .isEqualTo("5000 6002");
    }

    @Test
    void forgetsNothingForARelayWhoseTenureIsOver() throws SQLException {
        delivered(40);
        delivered(0);
        postgres.execute("""
                INSERT INTO postrider.dead_letter
                  (event_id, txid, event_type, event_date_time, environment, event_context, metadata_version, batch_no, reason,
                   failed_at, discarded_at)
                VALUES (1, '1', 'bad', now(), 'Test', '{}', 1, 1, 'refused', now() - interval '100 d', now() - interval '99 d')""");
        told(1, "now() - interval '40 d'");
        Tenure over = OutboxFixture.tenure(postgres);
        postgres.execute("UPDATE postrider.relay_lease SET fence = fence + 1");

        assertThat(expiry.forgetBatches(over, MONTH)).isZero();
        assertThat(expiry.forgetDeadLetters(over, MONTH)).isZero();
        assertThat(expiry.forgetHistory(over, MONTH)).isZero();
        attempts(0, 0);
        assertThat(expiry.forgetAttempts(over)).isZero();
        assertThat(forgetBatches(MONTH)).isEqualTo(1);
        assertThat(forgetDeadLetters(MONTH)).isEqualTo(1);
        assertThat(forgetHistory(MONTH)).isEqualTo(1);
    }

    private void told(int entries, String at) {
        postgres.execute("INSERT INTO postrider.delivery_history"
                + " (told_at, owner, state, pending_is_at_least, delivered, dead_letters, outbox_bytes)"
                + " SELECT " + at + ", 'relay', 'flowing', false, 0, 0, 0 FROM generate_series(1, " + entries + ") n");
    }

    private int forgetHistory(Duration retention) throws SQLException {
        return expiry.forgetHistory(OutboxFixture.tenure(postgres), retention);
    }

    private int forgetBatches(Duration retention) throws SQLException {
        return expiry.forgetBatches(OutboxFixture.tenure(postgres), retention);
    }

    private int forgetDeadLetters(Duration retention) throws SQLException {
        return expiry.forgetDeadLetters(OutboxFixture.tenure(postgres), retention);
    }

    private void delivered(int daysAgo) {
        OutboxFixture.noteDelivery(postgres, Instant.now().minus(Duration.ofDays(daysAgo)));
    }

    private int forgetAttempts() throws SQLException {
        return expiry.forgetAttempts(OutboxFixture.tenure(postgres));
    }

    private void attempts(int first, int last) {
        postgres.execute("""
                INSERT INTO postrider.relay_attempt
                  (batch_no, planned_at, number, relay, shard, part, row_count, began_at, ended_at, endpoint, outcome, code, reason)
                SELECT n, now(), 1, 'relay', 0, 1, 1, now(), now(), 'here', 'unknown', 0, 'away' FROM generate_series(%d, %d) n
                """.formatted(first, last));
    }
}
