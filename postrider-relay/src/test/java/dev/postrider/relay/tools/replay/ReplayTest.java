package dev.postrider.relay.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.resend.Resend;
import dev.postrider.relay.tools.resend.ResendBusyException;
import dev.postrider.relay.tools.resend.ResendRecord;
import dev.postrider.relay.tools.resend.ResendRecord.Counts;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class ReplayTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final HikariDataSource pool;
    private final ClickHouseSink same;
    private final ClickHouseSink other;

    ReplayTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.pool = OutboxFixture.pool(postgres);
        this.same = OutboxFixture.sink(clickHouse);
        this.other = ClickHouseSink.create(OutboxFixture.settings(clickHouse).withTable("again"));
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @AfterEach
    void close() {
        same.close();
        other.close();
        pool.close();
    }

    private void deliver() {
        try (Relay relay = new Relay(
                pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK.withBatchSize(1_000), RelayListener.none())) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    private static Counts counts(long matched, long sent) {
        return new Counts(matched, sent, matched - sent);
    }

    private Counts replay(ClickHouseSink target, ReplayCriteria criteria) throws Exception {
        return new Replay(pool, target).run(criteria, 0, ReplayListener.none()).counts();
    }

    private Counts dryRun(ClickHouseSink target, ReplayCriteria criteria) throws Exception {
        return new Replay(pool, target).dryRun(criteria, ReplayListener.none()).counts();
    }

    private void assertSameRows() {
        String rows =
                "SELECT event_id, event_type, event_date_time, environment, event_context, metadata_version, outbox,"
                        + " trace_parent FROM %s ORDER BY event_id";
        assertThat(clickHouse.query(rows.formatted("again"))).isEqualTo(clickHouse.query(rows.formatted("event_log")));
    }

    @Test
    void bringsBackToTheSameTableOnlyWhatIsMissingAndNeverTwice() throws Exception {
        OutboxFixture.publishTogether(postgres, 3_000);
        deliver();
        clickHouse.execute(
                "ALTER TABLE event_log DELETE WHERE event_id BETWEEN 100 AND 1200 SETTINGS mutations_sync = 2");

        assertThat(dryRun(same, ReplayCriteria.ALL)).isEqualTo(counts(3_000, 1_101));
        assertThat(replay(same, ReplayCriteria.ALL)).isEqualTo(counts(3_000, 1_101));
        assertThat(replay(same, ReplayCriteria.ALL)).isEqualTo(counts(3_000, 0));

        OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        assertThat(ResendRecord.last(pool, 10))
                .extracting(record -> record.finishedAt() != null)
                .containsExactly(true, true);
    }

    @Test
    void fillsAnotherTableThatItMakesItself() throws Exception {
        OutboxFixture.publishTogether(postgres, 25_000);
        OutboxFixture.publishSeparately(postgres, 1, 50);
        deliver();

        assertThat(dryRun(other, ReplayCriteria.ALL)).isEqualTo(counts(25_045, 25_045));
        assertThat(other.eventLog().exists()).isFalse();
        assertThat(replay(other, ReplayCriteria.ALL)).isEqualTo(counts(25_045, 25_045));
        assertThat(replay(other, ReplayCriteria.ALL)).isEqualTo(counts(25_045, 0));

        assertSameRows();
    }

    @Test
    void takesOnlyWhatMeetsEveryCriterion() throws Exception {
        postgres.execute(
                "SELECT postrider.publish('old', '{}', 'Test', '2020-01-01 00:00:00Z')",
                "SELECT postrider.publish('new', '{}', 'Test')");
        deliver();
        Instant between = Instant.now();
        postgres.execute("SELECT postrider.publish('new', '{}', 'Test')");
        deliver();
        postgres.execute("SELECT postrider.publish('new', '{}', 'Test')");

        long last = Long.parseLong(postgres.queryOne("SELECT max(batch_no) FROM postrider.relay_window"));
        Period untilNow = Period.before(between);
        assertThat(dryRun(other, ReplayCriteria.ALL).matched()).as("delivered").isEqualTo(3);
        assertThat(dryRun(other, new ReplayCriteria(Set.of("new"), null, null, null))
                        .matched())
                .isEqualTo(2);
        assertThat(dryRun(other, new ReplayCriteria(Set.of("new"), untilNow, null, null))
                        .matched())
                .isEqualTo(1);
        assertThat(dryRun(other, new ReplayCriteria(Set.of(), null, untilNow, null))
                        .matched())
                .isEqualTo(2);
        assertThat(dryRun(other, new ReplayCriteria(Set.of(), null, null, new ReplayCriteria.BatchRange(last, last)))
                        .matched())
                .isEqualTo(1);
    }

    @Test
    void leavesOutDeadLetters() throws Exception {
        OutboxFixture.publishTogether(postgres, 3);
        deliver();
        postgres.execute("UPDATE postrider.relay_window SET row_count = 2, ids = '\\x000100'::bytea || '\\x0000'");

        assertThat(dryRun(other, ReplayCriteria.ALL).matched()).isEqualTo(2);
    }

    @Test
    void goesOnWhereAKilledProcessStoppedAndSendsNothingTwice() throws Exception {
        OutboxFixture.publishTogether(postgres, 6_000);
        deliver();
        try (ChildJvm process = ChildJvm.of(ReplayProcess.class)
                .withJvmArguments("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:+UseSerialGC", "-Xmx128m")
                .withArguments(
                        postgres.jdbcUrl(),
                        postgres.user(),
                        postgres.password(),
                        clickHouse.url().toString(),
                        clickHouse.user(),
                        clickHouse.password(),
                        clickHouse.name(),
                        "again",
                        "500")
                .start()) {
            await().atMost(SOON)
                    .ignoreExceptions()
                    // The last chunk that is there may not be noted yet.
                    .until(() -> Long.parseLong(clickHouse.queryOne("SELECT count() FROM again")) >= 1_500);
            process.kill();
        }
        // as if it had died between the insert and the note of it
        postgres.execute("UPDATE postrider.relay_replay SET at_id = at_id - 500");

        // The server may take a moment to notice that the process which held the lock is gone.
        ReplayReport rest = await().atMost(SOON)
                .ignoreExceptionsInstanceOf(ResendBusyException.class)
                .until(() -> new Replay(pool, other).run(ReplayCriteria.ALL, 0, ReplayListener.none()), report -> true);
        assertThat(rest.isResumed()).isTrue();
        assertThat(rest.lookedAt()).isLessThan(6_000);

        assertSameRows();
        assertThat(postgres.queryOne("SELECT count(*) || ' ' || count(finished_at) FROM postrider.relay_replay"))
                .isEqualTo("1 1");
    }

    @Test
    void keepsToItsRate() throws Exception {
        OutboxFixture.publishTogether(postgres, 500);
        deliver();

        Instant before = Instant.now();
        new Replay(pool, other).run(ReplayCriteria.ALL, 200, ReplayListener.none());

        assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofMillis(1_900));
    }

    @Test
    void keepsWhoOrderedItAndWhy() throws Exception {
        OutboxFixture.publishTogether(postgres, 1);
        deliver();

        new Replay(pool, other)
                .run(ReplayCriteria.ALL, 0, new Decision("ann", "the table was new"), ReplayListener.none());

        assertThat(ResendRecord.last(pool, 1).get(0).order()).isEqualTo(new Decision("ann", "the table was new"));
    }

    @Test
    void runsAloneAndSaysWhatATableLacks() throws Exception {
        OutboxFixture.publishTogether(postgres, 5);
        deliver();
        try (Resend running =
                Resend.open(pool, same, "x", new Resend.Order(ResendRecord.Kind.REPAIR, "{}", Decision.UNSIGNED))) {
            assertThatThrownBy(() -> replay(other, ReplayCriteria.ALL)).isInstanceOf(ResendBusyException.class);
        }
        clickHouse.execute("DROP TABLE IF EXISTS again");
        clickHouse.execute(
                "CREATE TABLE again (event_type String, event_date_time DateTime64(6), event_context String) ENGINE = MergeTree ORDER BY ()");

        assertThatThrownBy(() -> replay(other, ReplayCriteria.ALL))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("no column event_id");
    }
}
