package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills the relay's process at each point of a batch's life, again and again, and compares both ends row by row. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class RelayCrashTest {
    private static final int KILLS = Integer.getInteger("postrider.test.kills", 5);

    @ParameterizedTest
    @EnumSource(
            value = CrashingRelay.Point.class,
            names = {"AFTER_PLAN", "DURING_SEND", "AFTER_INSERT", "AFTER_ACKNOWLEDGE"})
    void losesAndRepeatsNothingWhenKilled(
            CrashingRelay.Point point, PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        Random random = new Random(point.name().hashCode());
        for (int kill = 0; kill < KILLS; kill++) {
            OutboxFixture.publishSeparately(postgres, kill * 1_000, 300 + random.nextInt(300));
            runUntilItDies(point, 1 + random.nextInt(3), postgres, clickHouse);
        }

        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay =
                        new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, Duration.ofSeconds(30));
        }
    }

    static void runUntilItDies(
            CrashingRelay.Point point,
            int batch,
            PostgresDatabase postgres,
            ClickHouseDatabase clickHouse,
            String... shards) {
        List<String> arguments = new ArrayList<>(List.of(
                point.name(),
                Integer.toString(batch),
                postgres.jdbcUrl(),
                postgres.user(),
                postgres.password(),
                clickHouse.url().toString(),
                clickHouse.user(),
                clickHouse.password(),
                clickHouse.name()));
        arguments.addAll(List.of(shards));
        try (ChildJvm relay = ChildJvm.of(CrashingRelay.class)
                .withJvmArguments("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:+UseSerialGC", "-Xmx128m")
                .withArguments(arguments.toArray(String[]::new))
                .start()) {
            assertThat(relay.awaitExit(Duration.ofSeconds(90))).as("exit code").isEqualTo(137);
        }
    }
}
