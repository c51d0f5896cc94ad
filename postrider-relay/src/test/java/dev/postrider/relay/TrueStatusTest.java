package dev.postrider.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.status.DeliveryHistory;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.OutageRecord;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.status.ToldOutage;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where delivery stands, as another process than the relay's reads it: what is not known, and why nothing is delivered. */
@PostriderTest
class TrueStatusTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;

    TrueStatusTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    private OutboxStatus status() throws SQLException {
        try (Connection connection = postgres.connect()) {
            return OutboxStatus.read(connection);
        }
    }

    private @Nullable ToldOutage outage() {
        try {
            return status().outage();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what).atMost(SOON).pollInterval(Duration.ofMillis(100)).until(condition);
    }

    private Relay start(FaultProxy proxy) {
        ClickHouseSink sink = OutboxFixture.sink(clickHouse.through(proxy));
        Relay relay = new Relay(postgres.dataSource(), sink, OutboxFixture.QUICK, RelayListener.none());
        relay.start();
        return relay;
    }

    @Test
    void besideALedgerOfAnotherClusterNothingIsKnownOfTheEvents() throws SQLException {
        OutboxFixture.moveToAnotherCluster(postgres);
        OutboxFixture.publishTogether(postgres, 5);

        assertThat(status().doubt()).contains("now lies in", "postrider rebase");
        assertThat(status().pending()).isNull();
        assertThat(status().lag()).isNull();
        assertThat(eventStatus()).startsWith("unknown the outbox was made in the PostgreSQL cluster");
    }

    @Test
    void besideALedgerThatIsAheadOfTheServerNothingIsKnownOfTheEvents() throws SQLException {
        OutboxFixture.noteDelivery(postgres, Instant.now());
        postgres.execute("UPDATE postrider.relay_batch SET snap_new = '90000000:90000000:'");
        OutboxFixture.publishTogether(postgres, 5);

        assertThat(status().doubt()).contains("is ahead of the server");
        assertThat(status().lag()).isNull();
        assertThat(eventStatus()).startsWith("unknown the ledger's newest snapshot");
    }

    private String eventStatus() {
        return postgres.queryOne("SELECT DISTINCT status || ' ' || reason FROM postrider.event_status"
                + " WHERE processed_at IS NULL AND batch_no IS NULL");
    }

    @Test
    void aNewOutboxAndOneThatDeliversAreNotInDoubt() throws SQLException {
        assertThat(status().doubt()).isNull();
        postgres.execute("UPDATE postrider.outbox_origin SET system_identifier = 1");
        assertThat(status().doubt())
                .as("a schema that came by dump and restore before it was used")
                .isNull();
    }

    @Test
    void anOutageOfTheActiveRelayIsToldUntilDeliveryWorksAgain() throws SQLException {
        try (FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port());
                Relay relay = start(proxy)) {
            await("the relay's term", () -> relay.status().state() == RelayState.ACTIVE);
            assertThat(outage()).isNull();
            Instant before = Instant.now();
            proxy.refuse();
            OutboxFixture.publishTogether(postgres, 3);

            await("the outage's word", () -> outage() != null);
            ToldOutage told = requireNonNull(outage());
            assertThat(told.where()).isEqualTo("ClickHouse");
            assertThat(told.reason()).isNotEmpty();
            assertThat(told.since()).isBetween(before.minusSeconds(5), Instant.now());

            proxy.passThrough();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            await("the end of the word", () -> outage() == null);
        }
    }

    @Test
    void aRelayThatCannotBecomeActiveTellsWhyAndTheNextOneTakesItBack() {
        try (FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port())) {
            proxy.refuse();
            try (Relay unable = start(proxy)) {
                await("the outage's word", () -> outage() != null);
                assertThat(unable.status().fence()).isZero();
            }
            assertThat(outage()).as("a relay that stopped leaves its word").isNotNull();

            proxy.passThrough();
            try (Relay able = start(proxy)) {
                await("the end of the word", () -> outage() == null);
                assertThat(able.status().fence()).isPositive();
            }
        }
    }

    @Test
    void theWordOfTheRelayThatHoldsTheLeaseCounts() throws SQLException {
        OutageRecord first = new OutageRecord(postgres.dataSource(), "first");
        OutageRecord second = new OutageRecord(postgres.dataSource(), "second");
        first.tell(entry("first", Duration.ofMinutes(5)));
        second.tell(entry("second", Duration.ofMinutes(1)));
        assertThat(requireNonNull(outage()).reason()).isEqualTo("first");

        postgres.execute("UPDATE postrider.relay_lease SET owner = 'second', lease_until = 'infinity'");
        second.tell(entry("second", Duration.ofMinutes(1)));
        first.tell(entry("first", Duration.ofMinutes(5)));
        assertThat(requireNonNull(outage()).reason()).isEqualTo("second");
        assertThat(requireNonNull(outage()).since())
                .as("nothing was delivered since the first one failed")
                .isBefore(Instant.now().minus(Duration.ofMinutes(4)));

        first.clear();
        assertThat(outage()).isNotNull();
        second.clear();
        assertThat(outage()).isNull();
    }

    private static OutageRecord.Entry entry(String reason, Duration age) {
        return new OutageRecord.Entry(Outage.Where.CLICKHOUSE, Outage.Kind.UNAVAILABLE, "", reason, age, 3);
    }

    @Test
    void anOutageStaysInTheHistoryWhenItIsOver() throws SQLException {
        try (FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port());
                Relay relay = start(proxy)) {
            await("the relay's term", () -> relay.status().state() == RelayState.ACTIVE);
            proxy.refuse();
            OutboxFixture.publishTogether(postgres, 3);
            await("the outage", () -> outage() != null);
            await("the outage's entry", () -> knownAt(Instant.now()).contains("not_delivering"));
            Instant meanwhile = Instant.now();
            proxy.passThrough();
            await("delivery", () -> outage() == null);
            await("the end's entry", () -> knownAt(Instant.now()).contains("flowing"));

            assertThat(knownAt(meanwhile)).contains("not_delivering", "ClickHouse: unavailable");
        }
    }

    private String knownAt(Instant time) throws SQLException {
        try (Connection connection = postgres.connect()) {
            return DeliveryHistory.at(connection, time).toString();
        }
    }
}
