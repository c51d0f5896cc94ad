package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.RelayState;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the network does to a relay, done for real by a proxy in front of each database. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class RelayFaultTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final FaultProxy toPostgres;
    private final FaultProxy toClickHouse;
    private final HikariDataSource pool;
    private final RecordingListener heard = new RecordingListener();

    RelayFaultTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.toPostgres = FaultProxy.to(postgres.host(), postgres.port());
        this.toClickHouse = FaultProxy.to(clickHouse.host(), clickHouse.port());
        this.pool = OutboxFixture.pool(postgres.through(toPostgres));
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @AfterEach
    void close() {
        pool.close();
        toPostgres.close();
        toClickHouse.close();
    }

    private Relay start() {
        Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse.through(toClickHouse)), OutboxFixture.QUICK, heard);
        relay.start();
        return relay;
    }

    @Test
    void waitsForAClickHouseThatIsDownAtTheStartAndSaysSoOnce() {
        toClickHouse.refuse();
        OutboxFixture.publishTogether(postgres, 100);

        try (Relay relay = start()) {
            await().atMost(SOON)
                    .until(() ->
                            relay.status().currentOutage().map(Outage::attempts).orElse(0) > 3);
            assertThat(relay.status().state()).isEqualTo(RelayState.WAITING);
            toClickHouse.passThrough();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }

        assertThat(heard.begun)
                .singleElement()
                .satisfies(outage -> assertThat(outage.where()).isEqualTo(Outage.Where.CLICKHOUSE));
        assertThat(heard.ended).hasSize(1);
    }

    @Test
    void waitsForAPostgresThatIsDownAtTheStart() {
        toPostgres.refuse();
        OutboxFixture.publishTogether(postgres, 100);

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.WAITING);
            assertThat(relay.status().currentOutage().orElseThrow().where()).isEqualTo(Outage.Where.POSTGRESQL);
            toPostgres.passThrough();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    @Test
    void keepsABatchPlannedWhileClickHouseIsDownAndDeliversItOnceAfter() {
        try (Relay relay = start()) {
            OutboxFixture.publishSeparately(postgres, 1, 100);
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            toClickHouse.refuse();
            OutboxFixture.publishSeparately(postgres, 1, 1_000);
            await().atMost(SOON).until(() -> heard.failures.size() > 4);
            assertThat(relay.status().state()).isEqualTo(RelayState.ACTIVE);
            await().atMost(SOON).until(() -> relay.status().lag().orElseThrow().compareTo(Duration.ZERO) > 0);

            toClickHouse.passThrough();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            await().atMost(SOON).until(() -> relay.status().currentOutage().isEmpty());
        }

        assertThat(heard.begun).hasSize(1);
        assertThat(heard.ended).hasSize(1);
    }

    @Test
    void storesABatchOnceWhoseReplyWasLost() {
        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.ACTIVE);
            toClickHouse.cutResponses();
            OutboxFixture.publishTogether(postgres, 1_000);
            await().atMost(SOON).until(() -> toClickHouse.cuts() >= 3 && !heard.failures.isEmpty());
            assertThat(heard.failures.get(0).outcome())
                    .isInstanceOf(dev.postrider.relay.batch.SendOutcome.Unknown.class);
            assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("1000");

            toClickHouse.passThrough();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    @Test
    void storesNothingOfABatchWhoseRequestWasCut() {
        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.ACTIVE);
            toClickHouse.cutRequestsAfter(20_000);
            OutboxFixture.publishTogether(postgres, 5_000);
            await().atMost(SOON).until(() -> heard.failures.size() >= 3);
            assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("0");

            toClickHouse.passThrough();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    @Test
    void deliversAgainAfterPostgresBrokeOffAllConnections() {
        try (Relay relay = start()) {
            OutboxFixture.publishSeparately(postgres, 1, 1_000);
            for (int i = 0; i < 5; i++) {
                toPostgres.cutConnections();
                OutboxFixture.publishSeparately(postgres, 1, 200);
            }
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    @Test
    void takesOverAlthoughLookingAtASlowServerTakesLongerThanALeaseLasts() {
        try (Relay active = start()) {
            await().atMost(SOON).until(() -> active.status().state() == RelayState.ACTIVE);
            try (Relay one = start();
                    Relay other = start()) {
                await().atMost(SOON)
                        .until(() -> one.status().state() == RelayState.STANDBY
                                && other.status().state() == RelayState.STANDBY);

                toClickHouse.latency(OutboxFixture.QUICK.leaseTerm().dividedBy(2));
                active.close();
                OutboxFixture.publishTogether(postgres, 100);
                OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
                assertThat(postgres.queryOne("SELECT count(*) FROM postrider.relay_term"))
                        .as("terms, none of them lost to the one that waits")
                        .isEqualTo("2");
            }
        }
    }

    @Test
    void leavesTheLeaseToAnotherRelayWhileItsOwnLookAtTheEventLogHangs() {
        try (FaultProxy ofTheOther = FaultProxy.to(clickHouse.host(), clickHouse.port());
                Relay active = start()) {
            await().atMost(SOON).until(() -> active.status().state() == RelayState.ACTIVE);
            // longer than this test waits
            ClickHouseSettings patient =
                    OutboxFixture.settings(clickHouse.through(ofTheOther)).withTimeout(SOON.multipliedBy(2));
            try (Relay cutOff = new Relay(pool, ClickHouseSink.create(patient), OutboxFixture.QUICK, heard);
                    Relay well = start()) {
                cutOff.start();
                await().atMost(SOON)
                        .until(() -> cutOff.status().state() == RelayState.STANDBY
                                && well.status().state() == RelayState.STANDBY);
                ofTheOther.blackhole();
                active.close();
                OutboxFixture.publishTogether(postgres, 100);

                OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
                assertThat(cutOff.status().state()).isNotEqualTo(RelayState.ACTIVE);
                ofTheOther.passThrough();
            }
        }
    }

    @Test
    void stopsInTimeAlthoughClickHouseNeverAnswersAndLeavesTheBatchToTheNextRelay() {
        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.ACTIVE);
            toClickHouse.blackhole();
            OutboxFixture.publishTogether(postgres, 100);
            await().atMost(SOON).until(() -> relay.status().inFlight() > 0);

            Instant before = Instant.now();
            relay.close(Duration.ofSeconds(3));
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
            // on a busy machine its thread may need a moment more to see that it was interrupted
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.STOPPED);
        }
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL"))
                .isEqualTo("1");

        toClickHouse.passThrough();
        try (Relay next = start()) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }
}
