package dev.postrider.crashtests.histories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.tools.rebase.RebasePlan;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyReport;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ids that begin anew, and older copies: what the ledger says was delivered may have been other events. */
@PostriderTest
class OtherHistoriesTest {
    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;

    OtherHistoriesTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    @BeforeEach
    void makeOutbox() throws Exception {
        OutboxFixture.makeOutbox(postgres);
        try (ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            sink.prepare();
        }
    }

    /** The ledger as a logical replica has it, whose own sequence begins at 1. */
    private void becomeALogicalReplica() {
        OutboxFixture.noteDelivery(postgres, Instant.now());
        postgres.execute(
                "UPDATE postrider.relay_batch SET snap_new = '90000000:90000000:', end_txid = '89999999', end_id = 1000,"
                        + " max_id = 1000, total_rows = 1000",
                "UPDATE postrider.outbox_origin SET max_id_acknowledged = 1000, system_identifier = system_identifier + 1");
    }

    @Test
    void eventsOfALogicalReplicaAreAllDeliveredWhereItsOwnIdsHaveOvertakenTheLedgers() throws Exception {
        becomeALogicalReplica();
        OutboxFixture.publishTogether(postgres, 1010);

        assertThat(Ends.dryRun(postgres, clickHouse))
                .extracting(RebasePlan::kept, RebasePlan::dropped)
                .containsExactly(1010L, 0L);
        Ends.rebase(postgres, clickHouse);
        deliver(1000);

        assertThat(Ends.eventLog(clickHouse)).isEqualTo(Ends.outbox(postgres)).hasSize(1010);
    }

    @Test
    void twoEventsOfOneIdAreBothDeliveredThoughABatchEndsBetweenThem() throws Exception {
        becomeALogicalReplica();
        // Those that came with the replica, under the ids of the old cluster's sequence, and what was published here
        // since.
        postgres.execute("INSERT INTO postrider.event_outbox (id, event_type, environment, event_context)"
                + " OVERRIDING SYSTEM VALUE SELECT i, 'old', 'Test', '{}' FROM generate_series(1, 10) i");
        OutboxFixture.publishTogether(postgres, 11);

        assertThat(Ends.rebase(postgres, clickHouse).kept()).isEqualTo(21);
        deliver(3);

        assertThat(Ends.eventLog(clickHouse)).isEqualTo(Ends.outbox(postgres)).hasSize(21);
        assertThat(verified().isClean()).isTrue();
    }

    @Test
    void anOlderCopyDeliversNothingTwiceHoweverFarItsEventsWereDatedBack() {
        OutboxFixture.publishTogether(postgres, 1);
        deliver(1000);
        String batches = postgres.queryOne("SELECT max(batch_no) FROM postrider.relay_batch");
        publishDatedBack(5);
        deliver(1000);
        loseTheWordOfBatchesAfter(batches, 1);
        publishDatedBack(1);
        deliver(1000);

        assertThat(Ends.eventLog(clickHouse)).isEqualTo(Ends.outbox(postgres)).hasSize(7);
    }

    @Test
    void anOlderCopyDeliversAnEventOnceThatCameLateAndHasALowerIdThanOthersThatWereDelivered() {
        OutboxFixture.publishTogether(postgres, 1);
        deliver(1000);
        String batches = postgres.queryOne("SELECT max(batch_no) FROM postrider.relay_batch");
        // As of a transaction that was open for long: the sequence was far beyond it when it committed.
        postgres.execute("SELECT setval('postrider.event_outbox_id_seq', 10)");
        OutboxFixture.publishTogether(postgres, 2);
        deliver(1000);
        loseTheWordOfBatchesAfter(batches, 100);
        // In this copy they wait together with one more, so that no token tells that they were sent.
        OutboxFixture.publishTogether(postgres, 1);
        deliver(1000);

        assertThat(Ends.eventLog(clickHouse)).isEqualTo(Ends.outbox(postgres)).hasSize(4);
    }

    /** The old primary's relay was sending when its replica was promoted; ClickHouse goes on with what it was sent. */
    @Test
    void anInsertOfAnotherIdentityThatIsStillAtWorkIsWaitedForBeforeAnythingIsSent() throws Exception {
        OutboxFixture.publishTogether(postgres, 1);
        deliver(1000);
        OutboxFixture.publishTogether(postgres, 1);
        String time = postgres.queryOne(
                "SELECT (extract(epoch FROM event_date_time) * 1000000)::bigint FROM postrider.event_outbox WHERE id = 2");
        postgres.execute("UPDATE postrider.outbox_origin SET timeline = timeline + 1");
        CompletableFuture<Integer> slow = insert(
                "postrider/" + postgres.name() + "/batch-77/0",
                "INSERT INTO event_log (event_type, event_date_time, environment, event_context, metadata_version, event_id,"
                        + " outbox) SELECT 'thing_happened', fromUnixTimestamp64Micro(" + time
                        + "), 'Test', '{\"n\" : 1}', 1, 2, '" + postgres.name() + "' WHERE sleep(3) = 0");
        await().atMost(Ends.SOON)
                .until(() -> clickHouse
                        .queryOne("SELECT count() FROM system.processes WHERE query_id LIKE 'postrider/%/batch-77/0'")
                        .equals("1"));
        deliver(1000);

        assertThat(slow.get()).isEqualTo(200);
        assertThat(Ends.eventLog(clickHouse)).isEqualTo(Ends.outbox(postgres)).hasSize(2);
    }

    private CompletableFuture<Integer> insert(String queryId, String sql) {
        URI uri = URI.create(clickHouse.url() + "/?database=" + clickHouse.name() + "&query_id="
                + URLEncoder.encode(queryId, StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("X-ClickHouse-User", clickHouse.user())
                .header("X-ClickHouse-Key", clickHouse.password())
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::statusCode);
    }

    /** An older copy that has the events, and lacks only the word that they were delivered. */
    private void loseTheWordOfBatchesAfter(String batches, long highestAcknowledged) {
        postgres.execute(
                "DELETE FROM postrider.relay_window WHERE batch_no > " + batches,
                "DELETE FROM postrider.relay_batch WHERE batch_no > " + batches,
                "UPDATE postrider.outbox_origin SET max_id_acknowledged = " + highestAcknowledged
                        + ", ask_up_to_id = 0");
    }

    private void publishDatedBack(int count) {
        postgres.execute("SELECT count(postrider.publish('imported', json_build_object('n', n), 'Test',"
                + " timestamptz '2020-01-01Z' + n * interval '1 s')) FROM generate_series(1, " + count + ") n");
    }

    private void deliver(int batchSize) {
        try (Relay relay = Ends.start(postgres, clickHouse, OutboxFixture.QUICK.withBatchSize(batchSize))) {
            Ends.awaitDelivered(postgres);
        }
    }

    private VerifyReport verified() throws Exception {
        try (ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            return new Verification(postgres.dataSource(), sink.eventLog())
                    .run(new VerifyScope.All(), VerifyListener.none());
        }
    }
}
