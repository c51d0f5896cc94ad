package dev.postrider.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code status --watch} as a process that Ctrl-C ends. */
@PostriderTest
class StatusWatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static ChildJvm watch(PostgresDatabase postgres) {
        return ChildJvm.of(PostriderServer.class)
                .withEnvironment("DATABASE_URL", postgres.url())
                .withEnvironment("POSTRIDER_DATABASES_FILE", "")
                .withArguments("status", "--watch=1")
                .start();
    }

    private static void awaitLooks(ChildJvm status, String state, int looks) {
        await().atMost(PATIENCE)
                .until(() -> status.lines().stream()
                                .filter(line -> line.startsWith("state         " + state))
                                .count()
                        >= looks);
    }

    private static void pressCtrlC(ChildJvm process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void looksAgainAndAgainAndEndsWithTheExitCodeOfTheLastLook(PostgresDatabase postgres) throws Exception {
        OutboxSchema.migrate(postgres.dataSource());
        try (ChildJvm status = watch(postgres)) {
            awaitLooks(status, "nothing to do: no relay is active", 2);
            postgres.execute("SELECT postrider.publish('x', '{}', 'Test')");
            awaitLooks(status, "not delivering: no relay is active", 2);

            pressCtrlC(status);

            assertThat(status.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(status.lines()).noneMatch(line -> line.contains("\u001b["));
        }
    }

    @Test
    void endsWithZeroWhereTheLastLookFoundNothing(PostgresDatabase postgres) throws Exception {
        OutboxSchema.migrate(postgres.dataSource());
        try (ChildJvm status = watch(postgres)) {
            awaitLooks(status, "nothing to do", 1);

            pressCtrlC(status);

            assertThat(status.awaitExit(PATIENCE)).isZero();
        }
    }
}
