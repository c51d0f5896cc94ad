package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.crashtests.Load.Pace;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a network does between relay and ClickHouse, under load; then how soon delivery goes on, and what arrived. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class ClickHouseNetworkTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** Half of the shortest pause. The promise is five seconds; on a busy machine a look itself takes long, so the time is printed. */
    private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(10);

    /** The default timeouts, and pauses so long that only who notices that the fault is over delivers in time. */
    private static final RelaySettings SETTINGS = RelaySettings.defaults()
            .withMaxWait(Duration.ofMillis(100))
            .withBatchSize(500)
            .withBackoff(Duration.ofSeconds(20), Duration.ofSeconds(30));

    // the checker can not see that nothing in these functions changes
    @SuppressWarnings("ImmutableEnumChecker")
    enum Fault {
        REFUSED_CONNECTIONS(FaultProxy::refuse),
        RESET_WITHIN_THE_REQUEST(proxy -> proxy.cutRequestsAfter(5_000)),
        RESET_IN_THE_RESPONSE(FaultProxy::cutResponses),
        ACCEPTED_AND_NEVER_ANSWERED(FaultProxy::blackhole),
        /** What was in the black hole does not come back: after the fault only new connections work. */
        LOST_IN_A_BLACK_HOLE(proxy -> {
            proxy.blackhole();
            proxy.forgetConnections();
        }),
        HALF_OPEN_CONNECTIONS(FaultProxy::forgetConnections);

        private final Consumer<FaultProxy> strike;

        Fault(Consumer<FaultProxy> strike) {
            this.strike = strike;
        }
    }

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final Witness witness;

    ClickHouseNetworkTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.witness = Witness.of(postgres, clickHouse);
    }

    private Relay start(HikariDataSource pool, FaultProxy proxy, DeliveryLog log) {
        ClickHouseDatabase there = clickHouse.through(proxy);
        ClickHouseSettings target = ClickHouseSettings.at(there.url())
                .withLogin(there.user(), there.password())
                .withDatabase(there.name());
        Relay relay = new Relay(pool, ClickHouseSink.create(target), SETTINGS, log);
        relay.start();
        return relay;
    }

    @ParameterizedTest
    @EnumSource
    void deliversEachEventOnceAndGoesOnSoonAfterTheFaultsEnd(Fault fault) {
        DeliveryLog log = new DeliveryLog();
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port());
                Relay relay = start(pool, proxy, log)) {
            try (Load load = Load.on(postgres, Pace.GENTLE, fault.name().hashCode())) {
                log.awaitBatches(3, SOON);
                fault.strike.accept(proxy);
                if (fault != Fault.HALF_OPEN_CONNECTIONS) {
                    await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
                    if (fault == Fault.LOST_IN_A_BLACK_HOLE) {
                        proxy.forgetConnections();
                    }
                    proxy.passThrough();
                }
                Duration pause = log.untilNextBatch(SOON.multipliedBy(2));
                Endurance.tell("ClickHouse, %s: delivery went on %d ms after the fault", fault, pause.toMillis());
                assertThat(pause).isLessThan(GOES_ON_WITHIN);
            }
            witness.assertDeliveredExactly(SOON);
            assertThat(relay.status().currentOutage()).isEmpty();
        }
    }

    @Test
    void goesOnSoonThoughItStartedWithoutClickHouse() {
        DeliveryLog log = new DeliveryLog();
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port())) {
            proxy.refuse();
            OutboxFixture.publishTogether(postgres, 10);
            try (Relay relay = start(pool, proxy, log)) {
                await().atMost(SOON).until(() -> relay.status().currentOutage().isPresent());
                proxy.passThrough();
                assertThat(log.untilNextBatch(SOON)).isLessThan(GOES_ON_WITHIN);
                witness.assertDeliveredExactly(SOON);
            }
        }
    }

    @Test
    void deliversEachEventOnceOverASlowLine() {
        DeliveryLog log = new DeliveryLog();
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port());
                Relay relay = start(pool, proxy, log)) {
            proxy.latency(Duration.ofMillis(300));
            try (Load load = Load.on(postgres, Pace.GENTLE, 1)) {
                log.awaitBatches(5, SOON);
                proxy.bandwidth(100_000);
                log.awaitBatches(3, SOON);
            }
            assertThat(log.failures).as("slow is no failure").isEmpty();
            proxy.passThrough();
            witness.assertDeliveredExactly(SOON);
            assertThat(relay.status().currentOutage()).isEmpty();
        }
    }
}
