package dev.postrider.examples.users.kills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.examples.users.service.ServiceProcess;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** ClickHouse is killed and restarted twice, the service with its relay once, while eight clients sign users up. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class ExactlyOnceThroughKillsTest {
    private static final int CLIENTS = 8;

    @Test
    void everyCommittedUserHasOneEventAndNoOtherHasAny(PostgresDatabase postgres, @TempDir Path folder)
            throws Exception {
        signUpThroughKills(Integer.getInteger("postrider.test.users", 100_000), postgres, folder);
    }

    private static void signUpThroughKills(int users, PostgresDatabase postgres, Path folder) throws Exception {
        Scene scene = new Scene(postgres, folder);
        try {
            scene.refuseSomeAtCommit();
            long start = System.nanoTime();
            Crowd crowd = new Crowd(scene.service.port(), users);
            CompletableFuture<Void> done = crowd.start(CLIENTS);

            awaitShare(crowd, done, users, 0.20);
            scene.clickHouse.kill();
            awaitShare(crowd, done, users, 0.35);
            scene.restartClickHouse();
            awaitShare(crowd, done, users, 0.50);
            scene.killAndRestartService();
            awaitShare(crowd, done, users, 0.65);
            scene.clickHouse.kill();
            awaitShare(crowd, done, users, 0.80);
            scene.restartClickHouse();
            done.get(10, TimeUnit.MINUTES);
            System.out.printf("%s in %d ms%n", crowd, (System.nanoTime() - start) / 1_000_000);

            List<String> committed = postgres.query("SELECT email FROM users").stream()
                    .map(row -> String.valueOf(row.get(0)))
                    .toList();
            assertThat(committed).as("users committed").hasSize(users);
            assertThat(committed).noneMatch(email -> email.startsWith("rolled-back"));
            compare(committed, scene.eventLog);
        } finally {
            scene.close();
        }
    }

    private static void compare(List<String> committed, ClickHouseDatabase eventLog) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(250))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Long.parseLong(eventLog.queryOne("SELECT count() FROM event_log")))
                        .as("events delivered")
                        .isGreaterThanOrEqualTo(committed.size()));

        List<String> delivered = eventLog
                .query(
                        "SELECT JSONExtractString(event_context, 'email') FROM event_log WHERE event_type = 'user_created'")
                .stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
        Set<String> missing = new HashSet<>(committed);
        missing.removeAll(new HashSet<>(delivered));
        Set<String> uncalledFor = new HashSet<>(delivered);
        uncalledFor.removeAll(new HashSet<>(committed));
        assertThat(missing).as("committed users without an event").isEmpty();
        assertThat(uncalledFor).as("events without a committed user").isEmpty();
        assertThat(delivered).as("events, one for each user").hasSize(committed.size());
    }

    private static void awaitShare(Crowd crowd, CompletableFuture<Void> done, int users, double share) {
        await().atMost(Duration.ofMinutes(10))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> done.isCompletedExceptionally() || crowd.confirmed() >= share * users);
        if (done.isCompletedExceptionally()) {
            done.join();
        }
    }

    /** The processes; whoever makes the scene closes it. */
    private static final class Scene {
        private final PostgresDatabase postgres;
        private final ChildJvm.Launch launch;
        private final ClickHouseDatabase eventLog;
        private LocalClickHouse clickHouse;
        private ServiceProcess service;

        Scene(PostgresDatabase postgres, Path folder) {
            this.postgres = postgres;
            clickHouse = TestServers.newClickHouse(folder.resolve("clickhouse"));
            eventLog = ClickHouseDatabase.on(clickHouse);
            ChildJvm.Launch anyPort = ServiceProcess.launch(postgres, clickHouse.url())
                    .withJvmArguments("-Xmx256m")
                    .withEnvironment("CLICKHOUSE_SCHEMA", eventLog.name())
                    .withEnvironment("LOG_LEVEL", "WARN")
                    .withEnvironment("CH_OUTBOX_PROCESSING_FREQUENCY_SEC", "0.2")
                    .withEnvironment("POSTRIDER_RELAY_BACKOFF_LONGEST", "1s");
            try {
                service = ServiceProcess.start(anyPort);
            } catch (AssertionError | RuntimeException failed) {
                clickHouse.close();
                throw failed;
            }
            launch = anyPort.withEnvironment("PORT", Integer.toString(service.port()));
        }

        /** A rollback after the event was published, as a deferred constraint or a lost connection causes it. */
        void refuseSomeAtCommit() {
            postgres.execute(
                    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                            + " $$ BEGIN RAISE EXCEPTION 'refused at commit'; END $$",
                    "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON users DEFERRABLE INITIALLY DEFERRED"
                            + " FOR EACH ROW WHEN (NEW.first_name = '" + Crowd.REFUSED_AT_COMMIT + "')"
                            + " EXECUTE FUNCTION refuse()");
        }

        void restartClickHouse() {
            clickHouse = TestServers.restart(clickHouse);
        }

        void killAndRestartService() {
            service.process().kill();
            service = ServiceProcess.start(launch);
        }

        void close() {
            service.close();
            clickHouse.close();
        }
    }
}
