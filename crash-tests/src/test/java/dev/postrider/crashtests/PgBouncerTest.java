package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.crashtests.Load.Pace;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.tools.doctor.Doctor;
import dev.postrider.relay.tools.doctor.DoctorLimits;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Relays and writers behind a pooler that gives each of their transactions another session. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class PgBouncerTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int KILLS = 4;
    private static final RelaySettings SETTINGS =
            RelaySettings.defaults().withMaxWait(Duration.ofMillis(50)).withBatchSize(200);

    @Test
    void deliversEachEventOnceThroughTransactionPoolingAndItsKills(
            PostgresDatabase postgres, ClickHouseDatabase clickHouse, @TempDir Path folder) throws IOException {
        OutboxFixture.makeOutbox(postgres);
        Witness witness = Witness.of(postgres, clickHouse);
        DeliveryLog heard = new DeliveryLog();
        try (PgBouncer pooler = PgBouncer.before(postgres, folder);
                HikariDataSource one = OutboxFixture.pool(pooler.jdbcUrl(postgres), postgres.user(), "");
                HikariDataSource two = OutboxFixture.pool(pooler.jdbcUrl(postgres), postgres.user(), "");
                Relay first = start(one, clickHouse, heard);
                Relay second = start(two, clickHouse, heard)) {
            // What an application's own driver needs; the relays do without.
            String writers = pooler.jdbcUrl(postgres) + "&prepareThreshold=0";
            try (Load load = Load.on(writers, Pace.GENTLE, 1)) {
                heard.awaitBatches(10, SOON);
                assertThat(heard.outages)
                        .as("without a kill")
                        .noneMatch(outage -> outage.where() == Outage.Where.POSTGRESQL);
                for (int kill = 0; kill < KILLS; kill++) {
                    pooler.killAndRestart();
                    heard.awaitBatches(5, SOON);
                }
                assertThat(load.confirmed()).isPositive();
            }
            witness.assertDeliveredExactly(SOON);
            await().atMost(SOON)
                    .until(() -> first.status().currentOutage().isEmpty()
                            && second.status().currentOutage().isEmpty());
        }
    }

    @Test
    void theDoctorSeesThePooler(PostgresDatabase postgres, @TempDir Path folder) throws IOException {
        OutboxFixture.makeOutbox(postgres);
        try (PgBouncer pooler = PgBouncer.before(postgres, folder);
                HikariDataSource pool = OutboxFixture.pool(pooler.jdbcUrl(postgres), postgres.user(), "")) {
            assertThat(new Doctor(pool, null, DoctorLimits.defaults()).check().findings())
                    .anyMatch(finding -> finding.id().equals("postgres.pooler")
                            && finding.what().contains("a pooler stands between"))
                    .noneMatch(finding -> finding.what().contains("could not be checked"));
        }
    }

    private static Relay start(HikariDataSource pool, ClickHouseDatabase clickHouse, DeliveryLog heard) {
        Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), SETTINGS, heard);
        relay.start();
        return relay;
    }
}
