package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.PassingSink;
import dev.postrider.relay.Relay;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayStatus;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a relay may not rely on right before it sends, in front of a table that drops no repetition. */
@PostriderTest
class LateSendTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int EVENTS = 20;

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;

    LateSendTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        clickHouse.execute(
                "CREATE TABLE event_log (event_type String, event_date_time DateTime64(6, 'UTC'), environment String,"
                        + " event_context String, metadata_version UInt64, event_id UInt64, outbox String, trace_parent String)"
                        + " ENGINE = MergeTree ORDER BY event_id");
        OutboxFixture.publishTogether(postgres, EVENTS);
        leaveABatchPlanned();
    }

    /** The first relay's batch is unfinished, so that whoever takes it over asks before it sends. */
    private void leaveABatchPlanned() {
        PassingSink never = new PassingSink(OutboxFixture.sink(clickHouse)) {
            @Override
            public SendOutcome send(EncodedBatch batch) {
                return new SendOutcome.Unavailable(0, "not now");
            }
        };
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay = new Relay(pool, never, OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            await().atMost(SOON)
                    .until(() -> postgres.queryOne("SELECT count(*) FROM postrider.relay_batch")
                            .equals("1"));
        }
    }

    /** A relay in a process of its own, which stands still after its last question, until there is a file. */
    static final class Sleeper {
        private Sleeper() {}

        /** Arguments: JDBC URL, user, password, ClickHouse URL, user, password, database, file. */
        public static void main(String[] args) {
            ClickHouseSettings target = ClickHouseSettings.at(URI.create(args[3]))
                    .withLogin(args[4], args[5])
                    .withDatabase(args[6]);
            Path file = Path.of(args[7]);
            PassingSink paused = new PassingSink(ClickHouseSink.create(target)) {
                @Override
                public Optional<BitSet> stored(String outbox, EventIdentities events, BitSet rows)
                        throws SinkException {
                    Optional<BitSet> answer = super.stored(outbox, events, rows);
                    System.out.println("ASKED");
                    while (!Files.exists(file)) {
                        Thread.onSpinWait();
                    }
                    return answer;
                }

                @Override
                public SendOutcome send(EncodedBatch batch) {
                    System.out.println("SENDS");
                    return super.send(batch);
                }
            };
            Relay relay = new Relay(
                    OutboxFixture.pool(args[0], args[1], args[2]), paused, OutboxFixture.QUICK, new RelayListener() {
                        @Override
                        public void stateChanged(RelayStatus before, RelayStatus now) {
                            System.out.println("STATE " + now.state());
                        }
                    });
            relay.start();
        }
    }

    @Test
    void aRelayThatWasPausedDoesNotSendWhatAnotherHasDelivered(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("go-on");
        try (ChildJvm sleeper = ChildJvm.of(Sleeper.class)
                        .withArguments(
                                postgres.jdbcUrl(),
                                postgres.user(),
                                postgres.password(),
                                clickHouse.url().toString(),
                                clickHouse.user(),
                                clickHouse.password(),
                                clickHouse.name(),
                                file.toString())
                        .start();
                HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay next =
                        new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, RelayListener.none())) {
            sleeper.awaitLine("^ASKED", SOON);
            sleeper.pause();
            next.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            Files.createFile(file);
            sleeper.resume();
            sleeper.awaitLine("^STATE STANDBY", SOON);
            assertThat(sleeper.lines()).doesNotContain("SENDS");
            assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo(Integer.toString(EVENTS));
        }
    }

    /** A server that can be reached, and does not tell. */
    private static final class SilentSink extends PassingSink {
        SilentSink(ClickHouseDatabase clickHouse) {
            super(OutboxFixture.sink(clickHouse));
        }

        @Override
        public Optional<InsertAtWork> atWork(String queryIds) throws SinkException {
            throw new SinkException("not enough privileges");
        }
    }

    @Test
    void whereTheServerDoesNotTellWhatItIsAtWorkOnATableWithoutAWindowGetsNothingMoreAndOneWithAWindowDoes() {
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay = new Relay(pool, new SilentSink(clickHouse), OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            await().atMost(SOON)
                    .until(() -> relay.status()
                            .currentOutage()
                            .filter(outage -> outage.kind() == Outage.Kind.UNKNOWN)
                            .filter(outage -> outage.reason().contains("GRANT SELECT ON system.processes"))
                            .isPresent());
            assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("0");

            clickHouse.execute("ALTER TABLE event_log MODIFY SETTING non_replicated_deduplication_window = 100");
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    /** Its look at the table takes so long that another relay has the lease by the end of it. */
    private final class SlowlyLookingSink extends PassingSink {
        private final AtomicBoolean taken = new AtomicBoolean();
        private final Queue<String> owners = new ConcurrentLinkedQueue<>();

        SlowlyLookingSink() {
            super(OutboxFixture.sink(clickHouse));
        }

        @Override
        public void look() {
            if (!taken.getAndSet(true)) {
                postgres.execute(
                        "UPDATE postrider.relay_lease SET owner = 'another', fence = fence + 1, lease_until = '-infinity'");
            }
            super.look();
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            owners.add(postgres.queryOne("SELECT owner FROM postrider.relay_lease"));
            return super.send(batch);
        }
    }

    @Test
    void theLeaseIsConfirmedAfterAllThatASendHasToAskBefore() {
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                SlowlyLookingSink sink = new SlowlyLookingSink();
                Relay relay = new Relay(pool, sink, OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            assertThat(sink.taken).isTrue();
            assertThat(sink.owners).isNotEmpty().doesNotContain("another");
        }
    }
}
