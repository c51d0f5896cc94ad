package dev.postrider.relay.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.BigEndian;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.content.ContentSums;
import dev.postrider.relay.content.IdWindow;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostriderTest
class OutboxReaderTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final BatchBounds WIDE = new BatchBounds(1_000_000, 1L << 30);

    private final PostgresDatabase postgres;
    private final OutboxReader reader;

    OutboxReaderTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.reader = new OutboxReader(postgres.dataSource(), "test");
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @Test
    void readsWhatBecameVisibleBetweenTwoSnapshotsAndNothingElse() throws SQLException {
        publish(1);
        Snapshot first = now();
        publish(2);
        Snapshot second = now();
        publish(3);

        assertThat(ids(plan(Snapshot.NOTHING, first))).containsExactly(1L);
        assertThat(ids(plan(first, second))).containsExactly(2L);
    }

    @Test
    void readsATransactionThatCommittedLateWithTheBatchInWhichItBecameVisible() throws SQLException {
        try (Connection slow = begin()) {
            publish(slow);
            publish(2);
            Snapshot whileOpen = now();
            slow.commit();
            publish(3);
            Snapshot after = now();

            assertThat(ids(plan(Snapshot.NOTHING, whileOpen))).containsExactly(2L);
            assertThat(ids(plan(whileOpen, after))).containsExactly(1L, 3L);
        }
    }

    @Test
    void entersTheIndexWhereTheBatchBeginsAndNotWhereItsLeafDoes() throws SQLException {
        OutboxFixture.publishTogether(postgres, 30_000);
        Snapshot before = now();
        publish(30_001);
        // Sessions tell what they did a little later.
        await().atMost(SOON).until(() -> counted("pg_stat_user_tables", "n_tup_ins") == 30_001);
        long scans = counted("pg_stat_user_indexes", "idx_scan");
        long blocks = counted("pg_statio_user_indexes", "idx_blks_hit + idx_blks_read");

        assertThat(ids(plan(before, now()))).containsExactly(30_001L);

        await().atMost(SOON).until(() -> counted("pg_stat_user_indexes", "idx_scan") > scans);
        assertThat(counted("pg_statio_user_indexes", "idx_blks_hit + idx_blks_read") - blocks)
                .as("of more than a hundred")
                .isLessThan(40);
    }

    private long counted(String view, String what) {
        return Long.parseLong(postgres.queryOne("SELECT COALESCE(sum(" + what + "), 0)::bigint FROM " + view
                + " WHERE relname LIKE 'event\\_outbox\\__'"));
    }

    @Test
    void leavesOutWhatWasRolledBackWholeOrToASavepoint() throws SQLException {
        try (Connection connection = begin()) {
            publish(connection);
            connection.rollback();
            publish(connection);
            Savepoint savepoint = connection.setSavepoint();
            publish(connection);
            connection.rollback(savepoint);
            connection.setSavepoint();
            publish(connection);
            connection.commit();
        }

        assertThat(ids(plan(Snapshot.NOTHING, now()))).containsExactly(2L, 4L);
    }

    @Test
    void readsAPreparedTransactionOnceItIsCommitted() throws SQLException {
        if (postgres.queryOne("SHOW max_prepared_transactions").equals("0")) {
            return;
        }
        try (Connection connection = begin()) {
            publish(connection);
            execute(connection, "PREPARE TRANSACTION 'late'");
        }
        Snapshot prepared = now();
        postgres.execute("COMMIT PREPARED 'late'");

        assertThat(ids(plan(Snapshot.NOTHING, prepared))).isEmpty();
        assertThat(ids(plan(prepared, now()))).containsExactly(1L);
    }

    @Test
    void givesTheSameRowsAndTokenEachTimeWhateverIsCommittedMeanwhile() throws SQLException {
        try (Connection slow = begin()) {
            publish(slow);
            OutboxFixture.publishSeparately(postgres, 1, 50);
            BatchPlan plan = plan(Snapshot.NOTHING, now());
            BatchContent before = reader.read(plan, OutboxReaderTest::ignore);
            slow.commit();
            OutboxFixture.publishSeparately(postgres, 1, 50);

            assertThat(reader.read(plan, OutboxReaderTest::ignore)).isEqualTo(before);
            assertThat(before.rows()).isEqualTo(45);
            assertThat(before.token()).hasSize(64);
        }
    }

    @Test
    void givesOtherRowsAndOtherOutboxesAnotherToken() throws SQLException {
        publish(1);
        Snapshot first = now();
        publish(2);
        BatchPlan one = plan(Snapshot.NOTHING, first);
        BatchPlan two = plan(first, now());
        OutboxReader other = new OutboxReader(postgres.dataSource(), "other");

        assertThat(List.of(token(reader, one), token(reader, two), token(other, one)))
                .doesNotHaveDuplicates();
    }

    @Test
    void tellsWhatEachWindowOfIdsHoldsAndWhatItHoldsWithoutSomeEvents() throws SQLException {
        postgres.execute("ALTER SEQUENCE postrider.event_outbox_id_seq RESTART WITH 65533");
        OutboxFixture.publishTogether(postgres, 10);
        BatchPlan plan = plan(Snapshot.NOTHING, now());

        BatchContent content = reader.read(plan, OutboxReaderTest::ignore);
        long txid = Long.parseLong(postgres.queryOne("SELECT txid FROM postrider.event_outbox ORDER BY txid LIMIT 1"));
        List<IdWindow> without = reader.idWindowsWithout(
                plan, Set.of(new Position(txid, 65_533), new Position(txid, 65_540), new Position(txid + 1, 65_541)));

        assertThat(content.minId()).isEqualTo(65_533);
        assertThat(content.maxId()).isEqualTo(65_542);
        assertThat(content.windows().stream().map(IdWindow::number)).containsExactly(0L, 1L);
        assertThat(content.windows().stream().map(window -> window.ids().toString()))
                .containsExactly("{65533, 65534, 65535}", "{0, 1, 2, 3, 4, 5, 6}");
        assertThat(without.stream().map(window -> window.ids().toString()))
                .containsExactly("{65534, 65535}", "{0, 1, 2, 3, 5, 6}");
        assertThat(without.get(0).sums().differing(content.windows().get(0).sums()))
                .containsExactlyInAnyOrderElementsOf(ContentSums.COLUMNS);
    }

    @Test
    void cutsABatchAtItsRowLimitAndGoesOnThere() throws SQLException {
        OutboxFixture.publishTogether(postgres, 10);
        Snapshot now = now();
        BatchPlan first = new BatchPlan(1, Snapshot.NOTHING, now, Position.START, new BatchBounds(4, 1L << 30));

        assertThat(readToEnd(first))
                .containsExactly(List.of(1L, 2L, 3L, 4L), List.of(5L, 6L, 7L, 8L), List.of(9L, 10L));
    }

    @Test
    void knowsThatNothingIsLeftWhenTheRowLimitIsReachedExactly() throws SQLException {
        OutboxFixture.publishTogether(postgres, 4);
        BatchPlan plan = new BatchPlan(1, Snapshot.NOTHING, now(), Position.START, new BatchBounds(4, 1L << 30));

        assertThat(reader.read(plan, OutboxReaderTest::ignore).exhausted()).isTrue();
    }

    @Test
    void cutsABatchAtItsByteLimitButNeverBelowOneEvent() throws SQLException {
        postgres.execute("""
                SELECT postrider.publish('large', json_build_object('x', repeat('y', n)), 'Test')
                FROM unnest(ARRAY[10, 20, 500000, 10, 400000, 400000, 400000]) n""");
        BatchPlan plan = new BatchPlan(1, Snapshot.NOTHING, now(), Position.START, new BatchBounds(1000, 450_000));

        assertThat(readToEnd(plan))
                .containsExactly(List.of(1L, 2L), List.of(3L), List.of(4L, 5L), List.of(6L), List.of(7L));
    }

    @Test
    void readsOnAfterEventsMuchLargerThanTheOnesBefore() throws SQLException {
        postgres.execute("""
                SELECT count(postrider.publish('mixed', json_build_object('x', repeat('y', CASE WHEN i > 900 THEN 400000 ELSE 1 END)), 'Test'))
                FROM generate_series(1, 930) i""");
        BatchPlan plan = new BatchPlan(1, Snapshot.NOTHING, now(), Position.START, new BatchBounds(1000, 1_000_000));

        List<List<Long>> batches = readToEnd(plan);

        assertThat(batches.stream().flatMap(List::stream))
                .containsExactlyElementsOf(
                        java.util.stream.LongStream.rangeClosed(1, 930).boxed().toList());
        assertThat(batches).hasSizeBetween(14, 16);
    }

    @Test
    void readsEventsMuchLargerThanExpectedThroughAPool() throws SQLException {
        postgres.execute("""
                SELECT count(postrider.publish('large', json_build_object('x', repeat('y', 20000)), 'Test'))
                FROM generate_series(1, 600) i""");
        BatchPlan plan = new BatchPlan(1, Snapshot.NOTHING, now(), Position.START, new BatchBounds(1000, 1_000_000));

        try (HikariDataSource pool = OutboxFixture.pool(postgres)) {
            OutboxReader pooled = new OutboxReader(pool, "test");
            BatchContent first = pooled.read(plan, OutboxReaderTest::ignore);
            assertThat(first.rows()).isEqualTo(49);
            assertThat(pooled.read(plan, OutboxReaderTest::ignore)).isEqualTo(first);
        }
    }

    @Test
    void goesOnAmongTransactionsThatCommittedLate() throws SQLException {
        try (Connection one = begin();
                Connection two = begin()) {
            for (int i = 0; i < 3; i++) {
                publish(one);
                publish(two);
            }
            publish(7);
            Snapshot whileOpen = now();
            one.commit();
            two.commit();
            publish(8);
            BatchPlan plan = new BatchPlan(1, whileOpen, now(), Position.START, new BatchBounds(2, 1L << 30));

            assertThat(readToEnd(plan)).containsExactly(List.of(1L, 3L), List.of(5L, 2L), List.of(4L, 6L), List.of(8L));
        }
    }

    @Test
    void readsOverManyWindowsOfTransactionIdsInOrder() throws SQLException {
        publish(1);
        passTransactionIds(70_000);
        publish(2);
        passTransactionIds(140_000);
        publish(3);

        assertThat(ids(plan(Snapshot.NOTHING, now()))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void missesAndRepeatsNothingUnderRandomInterleavings() throws SQLException {
        Random random = new Random(20261121);
        List<Long> read = new ArrayList<>();
        List<Connection> writers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            writers.add(begin());
        }
        Snapshot seen = Snapshot.NOTHING;
        for (int step = 0; step < 600; step++) {
            Connection writer = writers.get(random.nextInt(writers.size()));
            switch (random.nextInt(8)) {
                case 0 -> writer.commit();
                case 1 -> writer.rollback();
                case 2 -> {
                    Snapshot now = now();
                    BatchBounds bounds = new BatchBounds(1 + random.nextInt(7), 1L << 30);
                    readToEnd(new BatchPlan(1, seen, now, Position.START, bounds))
                            .forEach(read::addAll);
                    seen = now;
                }
                default -> publish(writer);
            }
        }
        for (Connection writer : writers) {
            writer.commit();
            writer.close();
        }
        readToEnd(plan(seen, now())).forEach(read::addAll);

        List<Long> committed = postgres.query("SELECT id FROM postrider.event_outbox ORDER BY id").stream()
                .map(row -> Long.valueOf(row.get(0)))
                .toList();
        assertThat(committed).hasSizeGreaterThan(100);
        assertThat(read).containsExactlyInAnyOrderElementsOf(committed);
    }

    private List<List<Long>> readToEnd(BatchPlan first) throws SQLException {
        List<List<Long>> batches = new ArrayList<>();
        BatchPlan plan = first;
        while (true) {
            List<Long> ids = new ArrayList<>();
            BatchContent content =
                    reader.read(plan, (txid, row, offset, length) -> ids.add(BigEndian.longAt(row, offset + 4)));
            assertThat(content.rows()).isEqualTo(ids.size());
            if (!ids.isEmpty()) {
                batches.add(ids);
            }
            if (content.exhausted()) {
                return batches;
            }
            plan = plan.rest(content.end(), plan.bounds());
        }
    }

    private List<Long> ids(BatchPlan plan) throws SQLException {
        return readToEnd(plan).stream().flatMap(List::stream).toList();
    }

    private static String token(OutboxReader reader, BatchPlan plan) throws SQLException {
        return String.valueOf(reader.read(plan, OutboxReaderTest::ignore).token());
    }

    private static void ignore(long txid, byte[] row, int offset, int length) {
        assertThat(Arrays.copyOfRange(row, offset, offset + 4)).containsExactly(0, 0, 0, 8);
    }

    private static BatchPlan plan(Snapshot from, Snapshot to) {
        return new BatchPlan(1, from, to, Position.START, WIDE);
    }

    private Snapshot now() {
        return Snapshot.parse(postgres.queryOne("SELECT pg_current_snapshot()"));
    }

    private Connection begin() throws SQLException {
        Connection connection = postgres.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private void publish(long expectedId) {
        assertThat(postgres.queryOne("SELECT postrider.publish('thing_happened', '{}', 'Test')"))
                .isEqualTo(Long.toString(expectedId));
    }

    private static void publish(Connection connection) throws SQLException {
        execute(connection, "SELECT postrider.publish('thing_happened', '{}', 'Test')");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void passTransactionIds(int count) {
        postgres.execute("SET synchronous_commit = off", """
                DO $$ BEGIN
                  FOR i IN 1 .. %d LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP;
                END $$""".formatted(count));
    }
}
