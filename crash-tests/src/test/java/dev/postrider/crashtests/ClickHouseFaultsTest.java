package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.crashtests.Load.Pace;
import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.status.Outage;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What a ClickHouse does that is there and will not take events, under load: the log and the status say why, in its words;
 * nothing becomes a dead letter; and when it is mended, all arrives, once.
 */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class ClickHouseFaultsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final RelaySettings SETTINGS =
            OutboxFixture.QUICK.withBatchSize(200).withMaxWait(Duration.ofMillis(50));

    private final PostgresDatabase postgres;
    private final HikariDataSource pool;
    private final DeliveryLog heard = new DeliveryLog();
    private final RelayLog log = new RelayLog();

    ClickHouseFaultsTest(PostgresDatabase postgres) {
        OutboxFixture.makeOutbox(postgres);
        this.postgres = postgres;
        this.pool = OutboxFixture.pool(postgres);
    }

    @AfterEach
    void close() {
        log.close();
        pool.close();
    }

    private Relay start(ClickHouseDatabase clickHouse) {
        ClickHouseSettings target = OutboxFixture.settings(clickHouse).withEventJson(EventJson.NONE);
        Relay relay = new Relay(pool, ClickHouseSink.create(target), SETTINGS, heard);
        relay.start();
        return relay;
    }

    /** The statement that the doctor prints. */
    private static String makesTheEventLog(ClickHouseDatabase clickHouse) {
        try (ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            return sink.eventLog().facts().create();
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    /** Runs a relay under load through a fault and its end. */
    private void deliver(ClickHouseDatabase clickHouse, Step breakIt, Step mendIt, int code, String reason)
            throws Exception {
        Witness witness = Witness.of(postgres, clickHouse);
        try (Relay relay = start(clickHouse)) {
            try (Load load = Load.on(postgres, Pace.GENTLE, code)) {
                heard.awaitBatches(3, SOON);
                breakIt.run();
                awaitReason(relay, code, reason);
                assertThat(load.confirmed()).isPositive();
                mendIt.run();
                heard.awaitBatches(3, SOON);
            }
            witness.assertDeliveredExactly(SOON);
            assertThat(relay.status().currentOutage()).isEmpty();
        }
    }

    /** The true reason, wherever a person looks. */
    private void awaitReason(Relay relay, int code, String reason) {
        Outage outage = await("an outage that says " + code + " " + reason)
                .atMost(SOON)
                .until(
                        () -> relay.status().outage(),
                        now -> now != null
                                && now.reason().contains(reason)
                                && now.code().equals(Integer.toString(code)));
        assertThat(outage.where()).isEqualTo(Outage.Where.CLICKHOUSE);
        assertThat(outage.kind()).isIn(Outage.Kind.UNAVAILABLE, Outage.Kind.UNKNOWN);
        assertThat(log.lines()).anyMatch(line -> line.contains(reason) && line.contains("code=\"" + code + "\""));
    }

    @Test
    void tooManyPartsAreWaitedFor(ClickHouseDatabase clickHouse) throws Exception {
        deliver(
                clickHouse,
                () -> {
                    clickHouse.execute("SYSTEM STOP MERGES event_log");
                    clickHouse.execute("ALTER TABLE event_log MODIFY SETTING parts_to_throw_insert = 1");
                },
                () -> {
                    clickHouse.execute("ALTER TABLE event_log MODIFY SETTING parts_to_throw_insert = 3000");
                    clickHouse.execute("SYSTEM START MERGES event_log");
                },
                252,
                "(TOO_MANY_PARTS)");
    }

    @Test
    void aTableThatWasMadeReadOnlyIsWaitedFor(ClickHouseDatabase clickHouse) throws Exception {
        assumeThat(clickHouse.query("SELECT name FROM system.merge_tree_settings WHERE name = 'table_readonly'"))
                .as("this ClickHouse has no read-only tables (the setting table_readonly)")
                .isNotEmpty();
        deliver(
                clickHouse,
                () -> clickHouse.execute("ALTER TABLE event_log MODIFY SETTING table_readonly = 1"),
                () -> clickHouse.execute("ALTER TABLE event_log MODIFY SETTING table_readonly = 0"),
                774,
                "Table is in readonly mode");
    }

    @Test
    void aTableThatWasDetachedIsWaitedFor(ClickHouseDatabase clickHouse) throws Exception {
        deliver(
                clickHouse,
                () -> clickHouse.execute("DETACH TABLE event_log"),
                // It may be in use by a query for a moment.
                () -> await().atMost(SOON).ignoreExceptions().until(() -> {
                    clickHouse.execute("ATTACH TABLE event_log");
                    return true;
                }),
                60,
                "event_log");
    }

    @Test
    void aTableThatWasDroppedIsWaitedForAndGetsAllThatCameAfter(ClickHouseDatabase clickHouse) {
        Witness witness = Witness.of(postgres, clickHouse);
        try (Relay relay = start(clickHouse)) {
            OutboxFixture.publishTogether(postgres, 1_000);
            witness.assertDeliveredExactly(SOON);
            clickHouse.execute("DROP TABLE event_log SYNC");
            witness.beginAgain();
            try (Load load = Load.on(postgres, Pace.GENTLE, 60)) {
                await().atMost(SOON)
                        .until(() -> relay.status()
                                .currentOutage()
                                .map(Outage::reason)
                                .orElse("")
                                .contains("is gone, and took events before"));
                assertThat(clickHouse.queryOne("EXISTS TABLE event_log")).isEqualTo("0");
                clickHouse.execute(makesTheEventLog(clickHouse));
                heard.awaitBatches(5, SOON);
                assertThat(load.confirmed()).isPositive();
            }
            witness.assertDeliveredExactly(SOON);
            assertThat(heard.failures).anyMatch(failure -> failure.outcome().code() == 60);
            assertThat(relay.status().currentOutage()).isEmpty();
        }
    }

    @Test
    void aWrongPasswordIsWaitedFor(@TempDir Path folder) throws Exception {
        LocalClickHouse.Options options = LocalClickHouse.Options.in(folder).withCredentials("relay", "right");
        LocalClickHouse[] server = {LocalClickHouse.start(options)};
        try {
            deliver(
                    ClickHouseDatabase.on(server[0]),
                    () -> {
                        server[0].kill();
                        server[0] = LocalClickHouse.start(server[0].options().withCredentials("relay", "changed"));
                    },
                    () -> {
                        server[0].kill();
                        server[0] = LocalClickHouse.start(server[0].options().withCredentials("relay", "right"));
                    },
                    516,
                    "Authentication failed");
        } finally {
            server[0].kill();
        }
    }

    /** Needs a file system of its own, of a few megabytes. */
    @Test
    void aFullDiskIsWaitedFor(@TempDir Path folder) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, 64);
                LocalClickHouse server = TestServers.newClickHouse(disk.folder())) {
            Path ballast = disk.folder().resolve("ballast");
            ClickHouseDatabase eventLog = ClickHouseDatabase.on(server);
            deliver(
                    eventLog,
                    () -> {
                        // The engine's own merges may leave a part unreadable on a full disk: none begins, none is
                        // left.
                        eventLog.execute("SYSTEM STOP MERGES");
                        await().atMost(SOON)
                                .until(() -> eventLog.queryOne("SELECT count() FROM system.merges")
                                        .equals("0"));
                        disk.fill(ballast);
                    },
                    () -> Files.delete(ballast),
                    243,
                    "(NOT_ENOUGH_SPACE)");
        }
    }
}
