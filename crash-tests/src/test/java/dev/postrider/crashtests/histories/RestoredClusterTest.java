package dev.postrider.crashtests.histories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.devdb.LocalPostgres;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.tools.rebase.Rebase;
import dev.postrider.relay.tools.rebase.RebasePlan;
import dev.postrider.relay.tools.rebase.RebaseRefusedException;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Dump and restore into a new cluster, and a new cluster by mistake. */
@PostriderTest
class RestoredClusterTest {
    private static LocalPostgres otherServer;

    private PostgresDatabase postgres;
    private ClickHouseDatabase clickHouse;

    @BeforeAll
    static void startAnotherCluster(@TempDir Path folder) {
        otherServer = TestServers.newPostgres(folder);
    }

    @AfterAll
    static void stopIt() {
        otherServer.close();
    }

    @BeforeEach
    void makeOutbox(PostgresDatabase freshPostgres, ClickHouseDatabase freshClickHouse) {
        postgres = freshPostgres;
        clickHouse = freshClickHouse;
        OutboxFixture.makeOutbox(postgres);
    }

    @Test
    void aRestoredOutboxIsHaltedUntilARebaseAndThenDeliversWhatWaitedOnce() throws Exception {
        // A backlog that is delivered in part: within one transaction, in the middle of a pair of snapshots, with a
        // batch that
        // the event log took and the ledger does not know of.
        OutboxFixture.publishTogether(postgres, 500);
        OutboxFixture.publishSeparately(postgres, 1, 150);
        RelaySettings smallBatches = OutboxFixture.QUICK.withBatchSize(100).withInsertsInFlight(1);
        try (FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port())) {
            Relay relay = Ends.start(postgres, clickHouse.through(proxy), smallBatches);
            await().atMost(Ends.SOON).ignoreExceptions().until(() -> delivered() >= 200);
            proxy.cutResponses();
            await().atMost(Ends.SOON).until(() -> proxy.cuts() > 0 && !isFinished());
            relay.close(Duration.ofSeconds(1));
        }
        List<List<@Nullable String>> published = new ArrayList<>(Ends.outbox(postgres));
        long acknowledged = number(postgres, "SELECT max(total_rows) FROM postrider.relay_batch");
        assertThat(delivered()).isGreaterThan(acknowledged).isLessThan(published.size());

        try (PostgresDatabase restored = PostgresDatabase.on(otherServer)) {
            OtherCluster.restore(postgres, restored);
            // Writers go on in the new cluster before anyone has looked.
            OutboxFixture.publishSeparately(restored, 2001, 50);
            List<List<@Nullable String>> all = Ends.outbox(restored);
            assertThat(all).hasSize(published.size() + 45);
            try (Relay relay = Ends.start(restored, clickHouse, smallBatches)) {
                assertThat(Ends.reasonOfHalt(relay)).contains("postrider rebase", "pg_upgrade");
                assertThat(Ends.outbox(restored)).isEqualTo(all);

                RebasePlan dryRun = Ends.dryRun(restored, clickHouse);
                assertThat(dryRun.kept()).isEqualTo(all.size() - acknowledged);
                assertThat(dryRun.dropped()).isEqualTo(acknowledged);
                assertThat(dryRun.batchesGivenUp()).isPositive();
                assertThat(dryRun.canAsk()).isTrue();
                assertThat(Ends.outbox(restored)).isEqualTo(all);
                assertThat(relay.status().state()).isNotEqualTo(RelayState.ACTIVE);

                assertThat(Ends.rebase(restored, clickHouse)).isEqualTo(dryRun);

                // No transaction is rolled back from here on: it would leave dead rows.
                OutboxFixture.publishTogether(restored, 45);
                Ends.awaitDelivered(restored);
            }
            all.addAll(Ends.outbox(restored).stream()
                    .filter(row -> !all.contains(row))
                    .toList());
            assertThat(all).hasSize(published.size() + 90);
            assertThat(Ends.eventLog(clickHouse)).isEqualTo(Ends.sorted(all));
            assertThat(restored.queryOne("SELECT what || ' ' || kept || ' ' || dropped FROM postrider.outbox_life"
                            + " ORDER BY life_no DESC LIMIT 1"))
                    .isEqualTo("rebase " + (published.size() + 45 - acknowledged) + " " + acknowledged);
            assertThat(restored.queryOne(
                            "SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE relname LIKE 'event_outbox%'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aRebaseThatIsBrokenOffChangesNothingAndKeepsTransactionsThatPublishLater() throws Exception {
        OutboxFixture.publishSeparately(postgres, 1, 100);
        try (Relay relay = Ends.start(postgres, clickHouse, OutboxFixture.QUICK)) {
            Ends.awaitDelivered(postgres);
        }
        OutboxFixture.publishSeparately(postgres, 101, 100);
        postgres.execute("UPDATE postrider.outbox_origin SET system_identifier = 1");
        List<List<@Nullable String>> before = ledger();

        try (Connection early = postgres.connect();
                Statement writer = early.createStatement()) {
            // Has its transaction id before the rebase, and its events after.
            early.setAutoCommit(false);
            writer.execute("SELECT pg_current_xact_id()");
            try (Connection reading = postgres.connect();
                    Statement reader = reading.createStatement()) {
                reading.setAutoCommit(false);
                reader.execute("SELECT count(*) FROM postrider.event_outbox_0");
                CompletableFuture<RebasePlan> rebase = CompletableFuture.supplyAsync(this::rebase);
                await().atMost(Ends.SOON).until(() -> !blocked().isEmpty());
                postgres.execute("SELECT pg_terminate_backend(" + blocked() + ")");
                assertThatThrownBy(rebase::get).isInstanceOf(ExecutionException.class);
            }
            assertThat(ledger()).isEqualTo(before);

            assertThat(rebase().kept()).isEqualTo(90);
            writer.execute("SELECT postrider.publish('late', '{}', 'Test')");
            early.commit();
        }

        OutboxFixture.publishSeparately(postgres, 201, 10);
        try (Relay relay = Ends.start(postgres, clickHouse, OutboxFixture.QUICK)) {
            await().atMost(Ends.SOON).until(() -> delivered() >= 90 + 90 + 1 + 9);
            Ends.awaitDelivered(postgres);
        }
        assertThat(clickHouse.queryOne("SELECT count() || ' ' || uniqExact(event_id) FROM event_log"))
                .isEqualTo("190 190");
        // Transaction ids of the earlier cluster don't count any more.
        assertThat(postgres.query("SELECT DISTINCT status, batch_no > 1 FROM postrider.event_status"))
                .containsExactly(List.of("processed", "t"));
    }

    @Test
    void aNewClusterByMistakeIsHaltedByTheIdsThatTheEventLogHolds() throws Exception {
        OutboxFixture.publishSeparately(postgres, 1, 100);
        try (Relay relay = Ends.start(postgres, clickHouse, OutboxFixture.QUICK)) {
            Ends.awaitDelivered(postgres);
        }
        try (PostgresDatabase fresh = TestServers.newPostgresDatabase()) {
            OutboxFixture.makeOutbox(fresh);
            // Its ids begin anew, below those of the events that were delivered.
            OutboxFixture.publishSeparately(fresh, 1, 10);
            RelaySettings sameName = OutboxFixture.QUICK.withOutbox(postgres.name());
            try (Relay relay = Ends.start(fresh, clickHouse, sameName)) {
                assertThat(Ends.reasonOfHalt(relay)).contains("ids up to 99", "postrider rebase");
                assertThat(delivered()).isEqualTo(90);

                DataSource reader = as("postrider_reader", fresh);
                DataSource delivers = as("postrider_relay", fresh);
                try (ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
                    assertThatThrownBy(() -> new Rebase(reader, sink.eventLog()).run())
                            .isInstanceOf(RebaseRefusedException.class)
                            .hasMessageContaining("GRANT postrider_relay");
                    assertThat(new Rebase(delivers, sink.eventLog()).run().orphans())
                            .isEqualTo(90);
                }
                OutboxFixture.publishSeparately(fresh, 1, 10);
                await().atMost(Ends.SOON).until(() -> delivered() == 90 + 9 + 9);
            }
            assertThat(number(fresh, "SELECT min(id) FROM postrider.event_outbox WHERE id > 10"))
                    .isGreaterThan(99);
            assertThat(number(fresh, "SELECT ask_up_to_id FROM postrider.outbox_origin"))
                    .isGreaterThanOrEqualTo(99);
        }
    }

    @Test
    void aCopyWithinTheClusterIsHaltedAndTheOriginalGoesOn() throws Exception {
        OutboxFixture.publishSeparately(postgres, 1, 100);
        try (Relay relay = Ends.start(postgres, clickHouse, OutboxFixture.QUICK)) {
            Ends.awaitDelivered(postgres);
        }
        try (PostgresDatabase copy = TestServers.newPostgresDatabase()) {
            copyWithinTheCluster(postgres, copy);
            OutboxFixture.publishSeparately(copy, 101, 10);
            OutboxFixture.publishSeparately(postgres, 101, 10);
            try (Relay relay = Ends.start(copy, clickHouse, OutboxFixture.QUICK);
                    Relay original = Ends.start(postgres, clickHouse, OutboxFixture.QUICK)) {
                assertThat(Ends.reasonOfHalt(relay)).contains("TEMPLATE", "under the same name", "postrider rebase");
                Ends.awaitDelivered(postgres);
            }
            assertThat(copy.queryOne("SELECT postrider.ledger_misfit()")).contains("another database of this");
            assertThat(postgres.queryOne("SELECT COALESCE(postrider.ledger_misfit(), 'fits')"))
                    .isEqualTo("fits");
        }
        assertThat(Ends.eventLog(clickHouse)).isEqualTo(Ends.outbox(postgres));
    }

    @Test
    void aCopyOfAnUnusedSchemaWithinTheClusterDeliversUnderItsOwnName() {
        try (PostgresDatabase copy = TestServers.newPostgresDatabase()) {
            copyWithinTheCluster(postgres, copy);
            try (Relay relay = Ends.start(copy, clickHouse, OutboxFixture.QUICK)) {
                await().atMost(Ends.SOON).until(() -> relay.status().state() == RelayState.ACTIVE);
                OutboxFixture.publishTogether(copy, 3);
                Ends.awaitDelivered(copy);
            }
            assertThat(clickHouse.queryOne("SELECT DISTINCT outbox FROM event_log"))
                    .isEqualTo(copy.name());
        }
    }

    /** As by {@code CREATE DATABASE … TEMPLATE}. */
    private static void copyWithinTheCluster(PostgresDatabase from, PostgresDatabase to) {
        from.disconnect();
        String maintenance = from.jdbcUrl().replace("/" + from.name(), "/postgres");
        // A template must have no sessions, and those that were closed end a little later.
        await().atMost(Ends.SOON).ignoreExceptions().until(() -> {
            try (Connection connection = DriverManager.getConnection(maintenance);
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP DATABASE IF EXISTS " + to.name());
                statement.execute("CREATE DATABASE " + to.name() + " TEMPLATE " + from.name());
                return true;
            }
        });
    }

    private static DataSource as(String role, PostgresDatabase database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.jdbcUrl());
        dataSource.setOptions("-c role=" + role);
        return dataSource;
    }

    private RebasePlan rebase() {
        try {
            return Ends.rebase(postgres, clickHouse);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<List<@Nullable String>> ledger() {
        List<List<@Nullable String>> ledger =
                new ArrayList<>(postgres.query("SELECT e.txid, e.* FROM postrider.event_outbox e"));
        ledger.addAll(postgres.query("SELECT b.* FROM postrider.relay_batch b ORDER BY batch_no"));
        ledger.addAll(postgres.query("SELECT o.* FROM postrider.outbox_origin o"));
        ledger.addAll(postgres.query("SELECT l.* FROM postrider.outbox_life l"));
        return ledger;
    }

    /** The session that waits to empty a leaf. */
    private String blocked() {
        return postgres.query("SELECT pid FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'").stream()
                .map(row -> String.valueOf(row.get(0)))
                .findFirst()
                .orElse("");
    }

    private boolean isFinished() {
        return number(postgres, "SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL") == 0;
    }

    private long delivered() {
        return Long.parseLong(clickHouse.queryOne("SELECT count() FROM event_log"));
    }

    private static long number(PostgresDatabase database, String sql) {
        return Long.parseLong(database.queryOne(sql));
    }
}
