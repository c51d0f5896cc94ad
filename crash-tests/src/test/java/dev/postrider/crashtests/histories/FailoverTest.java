package dev.postrider.crashtests.histories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.devdb.LocalPostgres;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica that is promoted without the primary's last transactions, and a backup of the files that is older. */
@PostriderTest
class FailoverTest {
    private static final RelaySettings SETTINGS = OutboxFixture.QUICK.withBatchSize(37);

    @TempDir
    private Path folder;

    private ClickHouseDatabase clickHouse;

    @BeforeEach
    void keep(ClickHouseDatabase fresh) {
        clickHouse = fresh;
    }

    @Test
    void aPromotedReplicaGoesOnWithoutLossOrDoublesAndTellsWhatItLost() throws Exception {
        try (LocalPostgres primary = TestServers.newPostgres(folder.resolve("primary"));
                FaultProxy wire = FaultProxy.to("127.0.0.1", primary.port());
                FaultProxy toClickHouse = FaultProxy.to(clickHouse.host(), clickHouse.port())) {
            PostgresDatabase old = PostgresDatabase.on(primary);
            OutboxFixture.makeOutbox(old);
            OutboxFixture.publishSeparately(old, 1, 100);
            try (LocalPostgres replica =
                            OtherCluster.replica(primary, folder.resolve("replica"), wire.host(), wire.port());
                    FaultProxy there = FaultProxy.to("127.0.0.1", replica.port())) {
                PostgresDatabase promoted = old.through(there);
                SwitchedDataSource address = new SwitchedDataSource(old.jdbcUrl());
                try (Relay relay =
                        Ends.start(address, OutboxFixture.sink(clickHouse.through(toClickHouse)), SETTINGS)) {
                    Ends.awaitDelivered(old);
                    loseWhatIsDelivered(old, promoted, wire, toClickHouse);
                    promoted.execute("SELECT pg_promote()");
                    OutboxFixture.publishSeparately(promoted, 2001, 100);
                    assertThat(promoted.queryOne("SELECT timeline FROM postrider.outbox_origin"))
                            .isEqualTo("1");
                    // From one connection to the next, and nothing breaks: only the identity is another.
                    address.leadTo(promoted.jdbcUrl());
                    Ends.awaitDelivered(promoted);
                    OutboxFixture.publishSeparately(promoted, 3001, 20);
                    Ends.awaitDelivered(promoted);
                }
                compare(old, promoted);
            }
        }
    }

    private static void loseWhatIsDelivered(
            PostgresDatabase old, PostgresDatabase promoted, FaultProxy wire, FaultProxy toClickHouse) {
        // These the replica has, and what became of them it has not.
        toClickHouse.refuse();
        OutboxFixture.publishSeparately(old, 101, 100);
        String published = old.queryOne("SELECT pg_current_wal_lsn()");
        await().atMost(Ends.SOON)
                .ignoreExceptions()
                .until(() -> promoted.queryOne("SELECT pg_last_wal_replay_lsn() >= '" + published + "'")
                        .equals("t"));
        wire.refuse();
        OutboxFixture.publishSeparately(old, 1001, 200);
        toClickHouse.passThrough();
        Ends.awaitDelivered(old);
    }

    private void compare(PostgresDatabase old, PostgresDatabase promoted) {
        List<List<@Nullable String>> alive = Ends.outbox(promoted);
        Set<List<@Nullable String>> known = new HashSet<>(alive);
        List<List<@Nullable String>> log = Ends.eventLog(clickHouse);
        List<List<@Nullable String>> orphans =
                log.stream().filter(row -> !known.contains(row)).toList();
        List<List<@Nullable String>> lost =
                Ends.outbox(old).stream().filter(row -> !known.contains(row)).toList();

        assertThat(log.stream().filter(known::contains)).isEqualTo(alive);
        assertThat(orphans).isEqualTo(lost).hasSizeGreaterThanOrEqualTo(180);
        // The test is worth something only if ids came a second time.
        Set<String> lostIds =
                lost.stream().map(row -> String.valueOf(row.get(0))).collect(Collectors.toSet());
        assertThat(alive.stream().filter(row -> lostIds.contains(String.valueOf(row.get(0)))))
                .isNotEmpty();
        assertThat(promoted.query("SELECT timeline, what, orphans, first_orphan_ids[1] FROM postrider.outbox_life"
                        + " ORDER BY life_no"))
                .containsExactly(
                        java.util.Arrays.asList("1", "first seen", "0", null),
                        List.of(
                                "2",
                                "promotion",
                                Integer.toString(lost.size()),
                                lost.get(0).get(0)));
        long highestOrphan =
                Long.parseLong(String.valueOf(lost.get(lost.size() - 1).get(0)));
        assertThat(Long.parseLong(promoted.queryOne(
                        "SELECT min(id) FROM postrider.event_outbox WHERE (event_context->>'n')::int >= 3001")))
                .isGreaterThan(highestOrphan);
    }

    @Test
    void anOlderBackupOfTheFilesIsHaltedUntilARebase() throws Exception {
        Path data = folder.resolve("data");
        Path backup = folder.resolve("backup");
        LocalPostgres server = TestServers.newPostgres(data);
        PostgresDatabase postgres = PostgresDatabase.on(server);
        OutboxFixture.makeOutbox(postgres);
        OutboxFixture.publishSeparately(postgres, 1, 100);
        try (Relay relay = Ends.start(postgres, clickHouse, SETTINGS)) {
            Ends.awaitDelivered(postgres);
        }
        // Not delivered when the backup is made.
        OutboxFixture.publishSeparately(postgres, 101, 100);
        server.close();
        OtherCluster.copyFiles(data.resolve("cluster"), backup.resolve("cluster"));
        List<List<@Nullable String>> lost;
        try (LocalPostgres again = TestServers.restart(server)) {
            OutboxFixture.publishSeparately(postgres, 201, 100);
            try (Relay relay = Ends.start(postgres, clickHouse, SETTINGS)) {
                Ends.awaitDelivered(postgres);
            }
            lost = Ends.outbox(postgres).subList(180, 270);
        }

        LocalPostgres.Options options = LocalPostgres.Options.in(backup).withPort(server.port());
        try (LocalPostgres restored = LocalPostgres.start(options);
                Relay relay = Ends.start(postgres, clickHouse, SETTINGS)) {
            assertThat(Ends.reasonOfHalt(relay)).contains("older state", "postrider rebase");

            Ends.rebase(postgres, clickHouse);
            OutboxFixture.publishSeparately(postgres, 301, 100);
            Ends.awaitDelivered(postgres);

            Set<List<@Nullable String>> lostRows = new HashSet<>(lost);
            List<List<@Nullable String>> log = Ends.eventLog(clickHouse);
            assertThat(log.stream().filter(lostRows::contains)).isEqualTo(lost);
            assertThat(log.stream().filter(row -> !lostRows.contains(row)).skip(90))
                    .isEqualTo(Ends.outbox(postgres));
            assertThat(log).hasSize(90 + 90 + 90 + 90);
        }
    }
}
