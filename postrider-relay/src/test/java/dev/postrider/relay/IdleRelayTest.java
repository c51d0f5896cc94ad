package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayState;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** With nothing to do, relays leave no trace in PostgreSQL: no WAL, no transaction id, no dead row. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class IdleRelayTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;

    IdleRelayTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    @Test
    void oneThatIsActiveAndOneThatStandsByWriteNothing() {
        assumeThat(Integer.parseInt(postgres.queryOne("SELECT current_setting('server_version_num')")))
                .as("a server that counts the WAL of each session")
                .isGreaterThanOrEqualTo(180_000);
        // Each leaf, and each query of the upkeep's, is met while there is something to find.
        OutboxFixture.publishTogether(postgres, 100);
        try (HikariDataSource pool = pool();
                Relay active = start(pool)) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            try (Relay standby = start(pool)) {
                await().atMost(SOON).until(() -> standby.status().state() == RelayState.STANDBY);
                // A session tells what it wrote some seconds later.
                AtomicReference<String> written = new AtomicReference<>("");
                AtomicLong since = new AtomicLong();
                await("four seconds in which nothing is written").atMost(SOON).until(() -> {
                    String now = walOfRelays();
                    if (!now.equals(written.getAndSet(now))) {
                        since.set(System.nanoTime());
                    }
                    return System.nanoTime() - since.get() > TimeUnit.SECONDS.toNanos(4);
                });
                assertThat(active.status().state()).isEqualTo(RelayState.ACTIVE);
                assertThat(postgres.queryOne("SELECT postrider.lease_until() > clock_timestamp()"))
                        .as("prolonged meanwhile")
                        .isEqualTo("t");
            }
        }
    }

    private Relay start(HikariDataSource pool) {
        RelaySettings settings = OutboxFixture.QUICK.withVerifyEvery(Duration.ofMillis(500));
        Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), settings, RelayListener.none());
        relay.start();
        return relay;
    }

    /** Few sessions, which stay, and which PostgreSQL tells apart from those of other tests. */
    private HikariDataSource pool() {
        HikariConfig config = OutboxFixture.poolSettings(postgres.jdbcUrl(), postgres.user(), postgres.password());
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(8);
        config.addDataSourceProperty("ApplicationName", "idle-relay");
        return new HikariDataSource(config);
    }

    private String walOfRelays() {
        return postgres.queryOne("""
                SELECT count(*) || ' sessions, ' || sum(w.wal_records) || ' records'
                FROM pg_stat_activity a, pg_stat_get_backend_wal(a.pid) w
                WHERE a.datname = current_database() AND a.application_name = 'idle-relay'""");
    }
}
