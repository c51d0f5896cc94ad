package dev.postrider.relay.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.ShardKey;
import dev.postrider.relay.identity.Origin;
import dev.postrider.relay.ledger.EventLogRecord;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.ledger.LedgerPage;
import dev.postrider.relay.memory.BatchMemory;
import dev.postrider.relay.read.OutboxReader;
import dev.postrider.relay.read.Poll;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.StatusBoard;
import dev.postrider.relay.threads.RelayClock;
import dev.postrider.relay.threads.StopSignal;
import dev.postrider.relay.trace.BatchTracer;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A term, step by step, on the test's own thread and clock. */
@PostriderTest
class TermTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final RelaySettings SETTINGS = RelaySettings.defaults()
            .withMaxWait(Duration.ofMinutes(10))
            .withBackoff(Duration.ofMillis(1), Duration.ofMillis(1));

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final Sink sink;
    private final MovedClock clock = new MovedClock();
    private final List<Optional<Duration>> freshness = new ArrayList<>();
    private final StatusBoard board = new StatusBoard(new Fresh(), clock);
    private final TableHistories histories = new TableHistories(1);
    private DeliveryLine line;
    private Term term;

    TermTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.sink = OutboxFixture.sink(clickHouse);
    }

    @BeforeEach
    void begin() throws SQLException, SinkException {
        OutboxFixture.makeOutbox(postgres);
        postgres.execute("UPDATE postrider.relay_lease SET owner = 'holder', fence = 1");
        beginATerm();
    }

    private void beginATerm() throws SQLException, SinkException {
        Ledger ledger = new Ledger(postgres.dataSource(), 1);
        LedgerPage page = ledger.takeOver();
        Origin origin = ledger.origin();
        OutboxReader outbox = new OutboxReader(postgres.dataSource(), origin.outbox());
        BatchReader reader = new BatchReader(
                new Poll(postgres.dataSource()),
                outbox,
                origin,
                sink.prepare(),
                ShardKey.EVENT_ID,
                new BatchTraces(BatchTracer.none(), clock));
        EventLogRecord eventLog = new EventLogRecord(postgres.dataSource(), 1);
        histories.begin(sink, eventLog.accepted());
        Sender sender = new Sender(sink, ledger, histories, SETTINGS.backoff(), board, clock);
        Acknowledger acknowledger = new Acknowledger(ledger, eventLog, outbox, histories, page.totals());
        LineMemory memory = new LineMemory(BatchMemory.ofOne(SETTINGS.bounds()), SETTINGS.shardLead(), reader, ledger);
        line = new DeliveryLine(sender, acknowledger, new OwnThread(), memory, board, () -> {});
        term = new Term(reader, ledger, line, SETTINGS, new StopSignal(), clock);
        term.begin(page);
    }

    @AfterEach
    void close() {
        line.close();
        sink.close();
    }

    @Test
    void doesNothingWhileNothingWaits() throws SQLException {
        term.step();
        clock.pass(SETTINGS.maxWait().multipliedBy(2));
        term.step();

        assertThat(batches()).isEqualTo("0 0");
        assertThat(stored()).isEqualTo("0");
    }

    @Test
    void gathersEventsUntilTheOldestMayHaveWaitedLongEnough() throws SQLException {
        term.step();
        OutboxFixture.publishTogether(postgres, 3);
        clock.pass(SETTINGS.maxWait().minus(SECOND));
        term.step();
        assertThat(batches()).isEqualTo("0 0");

        OutboxFixture.publishTogether(postgres, 4);
        clock.pass(SECOND);
        term.step();

        assertThat(batches()).isEqualTo("1 1");
        assertThat(stored()).isEqualTo("7");
    }

    @Test
    void aBatchIsAsFreshAsTheLastLookThatSawNoneOfItsEvents() throws SQLException, SinkException {
        OutboxFixture.publishTogether(postgres, 1);
        term.step();
        term.step();
        clock.pass(SECOND);
        // what waited before the term's first look has waited for nobody knows how long
        assertThat(freshness).containsExactly(Optional.empty());

        term.step();
        clock.pass(Duration.ofSeconds(5));
        OutboxFixture.publishTogether(postgres, 3);
        clock.pass(SETTINGS.maxWait());
        term.step();

        assertThat(batches()).isEqualTo("2 2");
        assertThat(freshness.get(1)).contains(SETTINGS.maxWait().plusSeconds(5));
    }

    @Test
    void tellsOfAnOutageSinceTheClocksInstantUntilTheBatchIsStored() throws SQLException, SinkException {
        clickHouse.execute("ALTER TABLE event_log ADD CONSTRAINT never CHECK event_id = 0");
        OutboxFixture.publishTogether(postgres, 3);
        clock.pass(SECOND);
        Instant began = clock.instant();
        term.step();

        assertThat(board.status().currentOutage()).map(Outage::since).contains(began);
        assertThat(line.failure())
                .as("the line ends, to look at the table again")
                .isInstanceOf(SinkSaysNoException.class);
        assertThat(batches()).isEqualTo("1 0");

        clickHouse.execute("ALTER TABLE event_log DROP CONSTRAINT never");
        clock.pass(SECOND);
        line.close();
        beginATerm();
        term.step();

        assertThat(board.status().currentOutage()).isEmpty();
        assertThat(batches()).isEqualTo("1 1");
        assertThat(stored()).isEqualTo("3");
    }

    /** How many are planned, and how many are acknowledged. */
    private String batches() {
        return postgres.queryOne("SELECT count(*) || ' ' || count(done_at) FROM postrider.relay_batch");
    }

    private String stored() {
        return clickHouse.queryOne("SELECT count() FROM event_log");
    }

    /** Remembers how fresh batches were. */
    private final class Fresh implements RelayListener {
        @Override
        public void batchDelivered(BatchReport report) {
            freshness.add(Optional.ofNullable(report.freshness()));
        }
    }

    /** Stands still unless it is moved. */
    private static final class MovedClock implements RelayClock {
        private static final Instant BEGINNING = Instant.parse("2031-05-06T07:08:09Z");

        private final long beganNanos = System.nanoTime();
        private Duration passed = Duration.ZERO;

        void pass(Duration time) {
            passed = passed.plus(time);
        }

        @Override
        public Instant instant() {
            return BEGINNING.plus(passed);
        }

        @Override
        public long nanos() {
            return beganNanos + passed.toNanos();
        }
    }

    /** Does everything at once. */
    private static final class OwnThread implements LineWorkers {
        @Override
        public int senders() {
            return 1;
        }

        @Override
        public void addSenders(int more) {}

        @Override
        public void send(int shard, Runnable sending) {
            sending.run();
        }

        @Override
        public void acknowledge(Runnable acknowledging) {
            acknowledging.run();
        }

        @Override
        public void end() {}

        @Override
        public boolean awaitEnd(Duration atMost) {
            return true;
        }
    }
}
