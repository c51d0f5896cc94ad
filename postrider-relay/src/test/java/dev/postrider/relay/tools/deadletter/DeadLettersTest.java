package dev.postrider.relay.tools.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.tools.Decision;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostriderTest
class DeadLettersTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final BatchBounds BOUNDS = new BatchBounds(100_000, 1_000_000_000);
    private static final NamedSql KEEP = NamedSql.file(Ledger.class, "keep_dead_letters.sql");
    private static final Decision BY_ANN = new Decision("ann", "the column is wider now");

    private final PostgresDatabase postgres;
    private final DeadLetters letters;

    DeadLettersTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.letters = new DeadLetters(postgres.dataSource());
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
        postgres.execute("UPDATE postrider.relay_lease SET owner = 'test', fence = 1");
    }

    /** After a restore or a promotion: their places in the order are their transactions and ids. */
    @Test
    void requeuesTwoEventsOfOneIdInTransactionsOfTheirOwn() throws SQLException {
        postgres.execute("""
                INSERT INTO postrider.dead_letter
                  (event_id, txid, event_type, event_date_time, environment, event_context, metadata_version, batch_no, reason)
                SELECT 1 + n % 2, '1', 'bad', now() - n * interval '1 s', 'Test', '{}', 1, 1, 'bad' FROM generate_series(1, 6) n""");

        assertThat(letters.requeue(DeadLetterFilter.ALL, Decision.UNSIGNED, requeued -> {}))
                .isEqualTo(6);

        assertThat(postgres.query("SELECT count(*), count(DISTINCT (txid, id)) FROM postrider.event_outbox"))
                .containsExactly(List.of("6", "6"));
    }

    /** Acknowledges all that is in the outbox, with the ledger's own SQL, as a relay does whose sink refused some of it. */
    private void refuse(String where) throws SQLException {
        Ledger ledger = new Ledger(postgres.dataSource(), 1);
        BatchPlan plan = ledger.planNext(lastPlan(ledger), BOUNDS);
        String refused = "SELECT %s FROM postrider.event_outbox WHERE " + where + " ORDER BY id";
        try (Connection connection = postgres.connect();
                NamedStatement keep = KEEP.prepare(connection)) {
            connection.setAutoCommit(false);
            keep.set("batch_no", plan.batchNo())
                    .set("txids", array(connection, "text", refused.formatted("txid::text")))
                    .set("ids", array(connection, "bigint", refused.formatted("id::bigint")))
                    .set("shards", array(connection, "smallint", refused.formatted("0")))
                    .set(
                            "codes",
                            array(connection, "integer", refused.formatted("CASE id % 2 WHEN 0 THEN 117 ELSE 53 END")))
                    .set(
                            "reasons",
                            array(connection, "text", refused.formatted("'Value of event ' || id || ' is too wide'")));
            int letters = keep.executeUpdate();
            try (Statement acknowledge = connection.createStatement()) {
                acknowledge.execute("""
                        UPDATE postrider.relay_batch b
                        SET done_at = clock_timestamp(), row_count = e.row_count, byte_count = 0, attempts = 1,
                            token = sha256('x'), end_txid = e.end_txid, end_id = e.end_id, exhausted = true,
                            total_rows = e.row_count - %1$d, max_id = e.max_id, dead_count = %1$d
                        FROM (SELECT count(*) AS row_count, max(id) AS max_id,
                                     (array_agg(txid ORDER BY txid DESC, id DESC))[1] AS end_txid,
                                     (array_agg(id ORDER BY txid DESC, id DESC))[1] AS end_id
                              FROM postrider.event_outbox) e
                        WHERE b.done_at IS NULL""".formatted(letters));
            }
            connection.commit();
        }
    }

    private static Array array(Connection connection, String type, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT ARRAY(" + sql + ")")) {
            row.next();
            return connection.createArrayOf(type, (Object[]) row.getArray(1).getArray());
        }
    }

    private static @Nullable BatchPlan lastPlan(Ledger ledger) throws SQLException {
        var done = ledger.takeOver().lastDone();
        return done == null ? null : done.plan();
    }

    private String statuses() {
        return postgres.queryOne(
                "SELECT string_agg(id || ' ' || status, ', ' ORDER BY id) FROM postrider.event_status");
    }

    private long openInStatus() throws SQLException {
        try (Connection connection = postgres.connect()) {
            return OutboxStatus.read(connection).failed();
        }
    }

    @Test
    void aRequeuedEventIsDeliveredOnceUnderItsOwnIdentity(ClickHouseDatabase clickHouse) throws SQLException {
        OutboxFixture.publishTogether(postgres, 3);
        String before = postgres.queryOne("SELECT event_date_time FROM postrider.event_outbox WHERE id = 2");
        refuse("id = 2");
        assertThat(statuses()).isEqualTo("1 processed, 2 failed, 3 processed");

        assertThat(letters.requeue(DeadLetterFilter.ofEvents(List.of(2L)), BY_ANN, done -> {}))
                .isOne();
        assertThat(statuses()).isEqualTo("1 processed, 2 pending, 3 processed");

        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay =
                        new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, new RelayListener() {})) {
            relay.start();
            Awaitility.await().atMost(SOON).until(() -> statuses().equals("1 processed, 2 processed, 3 processed"));
        }
        assertThat(clickHouse.query("SELECT event_id, event_context FROM event_log"))
                .containsExactly(List.of("2", "{\"n\" : 2}"));
        assertThat(postgres.queryOne("SELECT event_date_time = '" + before
                        + "' FROM postrider.event_outbox WHERE id = 2 ORDER BY txid DESC LIMIT 1"))
                .isEqualTo("t");
        DeadLetter letter = letters.show(2).get(0).letter();
        assertThat(letter.state()).isEqualTo(DeadLetterState.REQUEUED);
        assertThat(letter.decidedBy()).isEqualTo("ann");
        assertThat(letter.note()).isEqualTo("the column is wider now");
        assertThat(openInStatus()).isZero();
    }

    @Test
    void whatTheEventLogReallyRefusedIsDeliveredOnceTheColumnIsWider(ClickHouseDatabase clickHouse)
            throws SQLException {
        clickHouse.execute("""
                CREATE TABLE event_log (event_type String, event_date_time DateTime64(6), event_context String,
                  event_id UInt64, outbox String, amount Int32 DEFAULT JSONExtractInt(event_context, 'n'),
                  CONSTRAINT small CHECK amount < 3) ENGINE = MergeTree ORDER BY event_id
                SETTINGS non_replicated_deduplication_window = 100""");
        OutboxFixture.publishTogether(postgres, 3);
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay =
                        new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, new RelayListener() {})) {
            relay.start();
            Awaitility.await().atMost(SOON).until(() -> letters.count(DeadLetterFilter.ALL) == 1);
            DeadLetter letter = letters.show(3).get(0).letter();
            assertThat(letter.code()).isEqualTo(469);
            assertThat(statuses()).isEqualTo("1 processed, 2 processed, 3 failed");

            letters.requeue(DeadLetterFilter.ALL, BY_ANN, done -> {});
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> letters.show(3).get(0).letter().times() == 2);
            assertThat(statuses()).isEqualTo("1 processed, 2 processed, 3 failed");

            clickHouse.execute("ALTER TABLE event_log DROP CONSTRAINT small");
            letters.requeue(DeadLetterFilter.ALL, BY_ANN, done -> {});
            Awaitility.await().atMost(SOON).until(() -> statuses().equals("1 processed, 2 processed, 3 processed"));
        }
        assertThat(clickHouse.query("SELECT event_id FROM event_log ORDER BY event_id"))
                .containsExactly(List.of("1"), List.of("2"), List.of("3"));
    }

    @Test
    void anEventThatIsRefusedAgainIsOpenAgain() throws SQLException {
        OutboxFixture.publishTogether(postgres, 2);
        refuse("id = 1");
        letters.requeue(DeadLetterFilter.ALL, BY_ANN, done -> {});
        refuse("id = 1 AND txid = (SELECT txid FROM postrider.event_outbox ORDER BY txid DESC LIMIT 1)");

        DeadLetter letter = letters.show(1).get(0).letter();
        assertThat(letter.state()).isEqualTo(DeadLetterState.OPEN);
        assertThat(letter.times()).isEqualTo(2);
        assertThat(letter.decidedBy()).isNull();
        assertThat(statuses()).isEqualTo("1 failed, 2 processed");
        assertThat(openInStatus()).isOne();

        letters.requeue(DeadLetterFilter.ALL, BY_ANN, done -> {});
        assertThat(statuses()).isEqualTo("1 pending, 2 processed");
    }

    @Test
    void aDiscardedEventStaysFailedAndIsNotRequeued() throws SQLException {
        OutboxFixture.publishTogether(postgres, 2);
        refuse("id = 2");

        assertThat(letters.discard(DeadLetterFilter.ALL, Decision.UNSIGNED, done -> {}))
                .isOne();

        assertThat(letters.requeue(DeadLetterFilter.ALL, BY_ANN, done -> {})).isZero();
        assertThat(statuses()).isEqualTo("1 processed, 2 failed");
        assertThat(letters.show(2).get(0).letter().state()).isEqualTo(DeadLetterState.DISCARDED);
        assertThat(openInStatus()).isZero();
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.event_outbox"))
                .isEqualTo("2");
    }

    @Test
    void everyConditionOfAFilterCounts() throws SQLException {
        postgres.execute(
                "SELECT postrider.publish('order_placed', '{\"n\": 1}', 'Live')",
                "SELECT postrider.publish('order_placed', '{\"n\": 2}', 'Test')",
                "SELECT postrider.publish('order_paid', '{\"n\": 3}', 'Live')",
                "SELECT postrider.publish('order_paid', '{\"n\": 4}', 'Live')");
        refuse("true");
        Instant hourAgo = Instant.now().minusSeconds(3600);
        Instant inAnHour = Instant.now().plusSeconds(3600);

        assertThat(letters.count(DeadLetterFilter.ALL)).isEqualTo(4);
        assertThat(letters.count(DeadLetterFilter.ofEvents(List.of(1L, 3L, 99L))))
                .isEqualTo(2);
        assertThat(ids(filter("order_paid", null, null, null, null, null, null)))
                .containsExactly(4L, 3L);
        assertThat(ids(filter(null, "Live", null, null, null, null, null))).containsExactly(4L, 3L, 1L);
        assertThat(ids(filter(null, null, 117, null, null, null, null))).containsExactly(4L, 2L);
        assertThat(ids(filter(null, null, null, "EVENT 3", null, null, null))).containsExactly(3L);
        assertThat(ids(filter(null, null, null, null, 1L, null, null))).hasSize(4);
        assertThat(ids(filter(null, null, null, null, 2L, null, null))).isEmpty();
        assertThat(ids(filter(null, null, null, null, null, hourAgo, inAnHour))).hasSize(4);
        assertThat(ids(filter(null, null, null, null, null, inAnHour, null))).isEmpty();
        assertThat(ids(filter(null, null, null, null, null, null, hourAgo))).isEmpty();
        assertThat(ids(filter("order_paid", "Live", 117, "too wide", 1L, hourAgo, inAnHour)))
                .containsExactly(4L);
    }

    private static DeadLetterFilter filter(
            @Nullable String type,
            @Nullable String environment,
            @Nullable Integer code,
            @Nullable String reason,
            @Nullable Long batchNo,
            @Nullable Instant from,
            @Nullable Instant before) {
        return new DeadLetterFilter(List.of(), type, environment, code, reason, batchNo, from, before);
    }

    /** As listed and as counted. */
    private List<Long> ids(DeadLetterFilter filter) throws SQLException {
        List<Long> listed = letters.list(filter, DeadLetterState.OPEN, null, 100).letters().stream()
                .map(DeadLetter::eventId)
                .toList();
        assertThat(letters.count(filter)).isEqualTo(listed.size());
        return listed;
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() throws SQLException {
        OutboxFixture.publishTogether(postgres, 25);
        refuse("true");
        // all of one moment, as the letters of one batch may be
        postgres.execute("UPDATE postrider.dead_letter SET failed_at = '2026-01-01'");

        List<Long> seen = new ArrayList<>();
        DeadLetterKey after = null;
        do {
            DeadLetterPage page = letters.list(DeadLetterFilter.ALL, null, after, 10);
            page.letters().forEach(letter -> seen.add(letter.eventId()));
            after = page.next() == null ? null : DeadLetterKey.parse(page.next().toString());
        } while (after != null);

        assertThat(seen).hasSize(25).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void twoWhoRequeueAtOnceRequeueEachLetterOnce() throws Exception {
        OutboxFixture.publishTogether(postgres, 6_000);
        refuse("true");

        ExecutorService people = Executors.newFixedThreadPool(3);
        try {
            List<Future<Long>> done = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                done.add(people.submit(() -> letters.requeue(DeadLetterFilter.ALL, BY_ANN, all -> {})));
            }
            long all = 0;
            for (Future<Long> one : done) {
                all += one.get();
            }
            assertThat(all).isEqualTo(6_000);
        } finally {
            people.shutdownNow();
        }
        assertThat(postgres.query("SELECT count(*), count(DISTINCT id) FROM postrider.event_outbox"))
                .containsExactly(List.of("12000", "6000"));
    }

    @Test
    void anOrderThatWasBrokenOffGoesOnWithTheLettersThatItMeant() throws SQLException {
        OutboxFixture.publishTogether(postgres, 2_500);
        refuse("id <= 2300");
        DeadLetterFilter some = new DeadLetterFilter(
                List.of(),
                "thing_happened",
                "Test",
                null,
                null,
                null,
                Instant.EPOCH,
                Instant.parse("2100-01-01T00:00:00.000001Z"));
        assertThatThrownBy(() -> letters.requeue(some, BY_ANN, all -> {
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        DeadLetterOrder brokenOff = letters.unfinished().get(0);
        assertThat(brokenOff.action()).isEqualTo("requeue");
        assertThat(brokenOff.filter()).isEqualTo(some);
        assertThat(brokenOff.decision()).isEqualTo(BY_ANN);
        assertThat(brokenOff.done()).isEqualTo(1_000);
        postgres.execute(
                "UPDATE postrider.dead_letter SET failed_at = clock_timestamp() + interval '1 hour' WHERE event_id = 2300");

        assertThat(letters.resume(brokenOff.number(), done -> {}))
                .as("but for one that was refused later")
                .isEqualTo(1_299);

        assertThat(letters.unfinished()).isEmpty();
        assertThat(letters.count(DeadLetterFilter.ALL)).isOne();
        assertThat(postgres.query("SELECT action, done, ordered_by, note, finished_at IS NOT NULL"
                        + " FROM postrider.operator_action"))
                .containsExactly(List.of("requeue", "2299", "ann", "the column is wider now", "t"));
        assertThatThrownBy(() -> letters.resume(brokenOff.number(), done -> {}))
                .hasMessage("order number 1 is carried out");
        assertThatThrownBy(() -> letters.resume(99, done -> {})).hasMessage("there is no order number 99");
    }

    @Test
    void whoeverIsInterruptedLeavesEachLetterDoneOrOpen() throws SQLException {
        OutboxFixture.publishTogether(postgres, 2_500);
        refuse("true");

        assertThatThrownBy(() -> letters.requeue(DeadLetterFilter.ALL, BY_ANN, all -> {
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");

        assertThat(postgres.query("""
                SELECT count(*) FILTER (WHERE requeued_at IS NOT NULL), count(*) FILTER (WHERE requeued_at IS NULL),
                       (SELECT count(*) - 2500 FROM postrider.event_outbox)
                FROM postrider.dead_letter""")).containsExactly(List.of("1000", "1500", "1000"));
        assertThat(letters.requeue(DeadLetterFilter.ALL, BY_ANN, all -> {})).isEqualTo(1_500);
    }

    @Test
    void theRelaysRoleMayDecide() throws SQLException {
        OutboxFixture.publishTogether(postgres, 2);
        refuse("true");
        String name = "letters_" + postgres.name();
        postgres.execute("CREATE USER " + name + " PASSWORD 'secret' IN ROLE postrider_relay");
        try (HikariDataSource pool = OutboxFixture.pool(urlWithoutAccount(), name, "secret")) {
            DeadLetters asRelay = new DeadLetters(pool);
            assertThat(asRelay.requeue(DeadLetterFilter.ofEvents(List.of(1L)), BY_ANN, all -> {}))
                    .isOne();
            assertThat(asRelay.discard(DeadLetterFilter.ALL, BY_ANN, all -> {})).isOne();
        } finally {
            postgres.execute("DROP OWNED BY " + name, "DROP USER " + name);
        }
    }

    private String urlWithoutAccount() {
        return "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + postgres.name();
    }
}
