package dev.postrider.relay.rebase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.letters.DeadLetters;
import dev.postrider.relay.letters.Decision;
import dev.postrider.relay.letters.LetterFilter;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@PostriderTest
class RebaseTest {
    private final PostgresDatabase postgres;
    private final ClickHouseSink sink;
    private final Rebase rebase;

    RebaseTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.sink = OutboxFixture.sink(clickHouse);
        this.rebase = new Rebase(postgres.dataSource(), sink.eventLog(), Duration.ofMillis(1_100));
        OutboxFixture.makeOutbox(postgres);
        OutboxFixture.publishTogether(postgres, 10);
    }

    @AfterEach
    void close() {
        sink.close();
    }

    @Test
    void isRefusedWhileARelayIsActive() {
        postgres.execute("UPDATE postrider.relay_lease SET owner = 'another', lease_until = 'infinity'");

        assertThatThrownBy(rebase::run)
                .isInstanceOf(RebaseRefusedException.class)
                .hasMessageContaining("a relay has been active for the 1 s");
        assertThat(batches()).isEqualTo("0");
    }

    @Test
    void isRefusedWhileATransactionThatHasPublishedStaysOpenAndLetsWritersGoOnAfterwards() throws Exception {
        try (Connection open = postgres.connect();
                Statement writer = open.createStatement()) {
            open.setAutoCommit(false);
            writer.execute("SELECT postrider.publish('held', '{}', 'Test')");

            assertThatThrownBy(rebase::run)
                    .isInstanceOf(RebaseRefusedException.class)
                    .hasMessageContaining("stayed open for 1 s", "pg_prepared_xacts");
            OutboxFixture.publishTogether(postgres, 1);
            open.commit();
        }
        assertThat(batches()).isEqualTo("0");
        assertThat(rebase.run().kept()).isEqualTo(12);
        assertThat(batches()).isEqualTo("1");
    }

    @Test
    void keepsEverythingWhereTheIdSequenceIsBehindTheLedger() throws Exception {
        // Delivered, and then published again with the ids that a sequence left behind hands out.
        OutboxFixture.noteDelivery(postgres, Instant.now());
        postgres.execute("UPDATE postrider.outbox_origin SET max_id_acknowledged = 1000");

        assertThat(rebase.plan())
                .extracting(RebasePlan::keepsAll, RebasePlan::kept)
                .containsExactly(true, 10L);
        assertThat(rebase.run().kept()).isEqualTo(10);
        OutboxFixture.publishTogether(postgres, 1);
        assertThat(postgres.queryOne("SELECT max(id) > 1000 FROM postrider.event_outbox"))
                .isEqualTo("t");
    }

    @Test
    void keepsWhatWasRequeuedAndDropsTheRowsOfLetters() throws Exception {
        postgres.execute("""
                INSERT INTO postrider.dead_letter
                  (event_id, txid, event_type, event_date_time, environment, event_context, metadata_version, batch_no, reason)
                SELECT id, txid, event_type, event_date_time, environment, event_context, metadata_version, 1, 'bad'
                FROM postrider.event_outbox WHERE id IN (3, 4)""");
        new DeadLetters(postgres.dataSource())
                .requeue(LetterFilter.ofEvents(List.of(3L)), Decision.UNSIGNED, requeued -> {});
        OutboxFixture.noteDelivery(postgres, Instant.now());
        postgres.execute("UPDATE postrider.outbox_origin SET max_id_acknowledged = 10");

        assertThat(rebase.run().kept()).isEqualTo(1);
        assertThat(postgres.queryOne("SELECT string_agg(id::text, ',') FROM postrider.event_outbox"))
                .isEqualTo("3");
    }

    private String batches() {
        return postgres.queryOne("SELECT count(*) FROM postrider.relay_batch");
    }
}
