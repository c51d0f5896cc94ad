package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@PostriderTest
class PublishTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final Outbox outbox = Outbox.create(OutboxSettings.defaults().withEnvironment("Test"));
    private OpenTransaction transaction;

    record UserCreated(String email, String firstName, String lastName) {}

    record Counted(int n) {}

    @BeforeAll
    static void migrate(PostgresDatabase database) {
        database.execute(OutboxSchema.script());
    }

    @BeforeEach
    void begin(PostgresDatabase database) throws SQLException {
        transaction = new OpenTransaction(database);
    }

    @AfterEach
    void rollBack() throws SQLException {
        transaction.close();
    }

    @Test
    void aRecordBecomesARowWithTheSettingsEnvironmentAndTheDatabasesClock() throws SQLException {
        long id = outbox.publish(transaction.connection, new UserCreated("ann@example.com", "Ann", "Lee"));
        assertThat(transaction.column("""
                        SELECT unnest(ARRAY[id::text, event_type, environment, event_context::text, metadata_version::text,
                          trace_parent, (txid = pg_current_xact_id())::text,
                          (event_date_time BETWEEN transaction_timestamp() AND clock_timestamp())::text])
                        FROM postrider.event_outbox"""))
                .containsExactly(
                        "" + id,
                        "user_created",
                        "Test",
                        "{\"email\":\"ann@example.com\",\"first_name\":\"Ann\",\"last_name\":\"Lee\"}",
                        "1",
                        null,
                        "true",
                        "true");
    }

    @Test
    void anEventsOwnFieldsAreStoredAndTimeIsCutToTheMicrosecond() throws SQLException {
        Event event = outbox.toEvent(new Counted(1))
                .withEnvironment("Other")
                .withDateTime(Instant.parse("1969-12-31T23:59:59.123456789Z"))
                .withMetadataVersion(7)
                .withTraceParent(TRACE);
        outbox.publish(transaction.connection, event);
        outbox.publishAll(transaction.connection, List.of(event));
        transaction.execute("SET LOCAL timezone = 'UTC'");
        transaction.execute("SET LOCAL datestyle = 'ISO'");
        assertThat(
                        transaction.column(
                                "SELECT concat_ws(' ', environment, event_date_time, metadata_version, trace_parent) FROM postrider.event_outbox"))
                .hasSize(2)
                .containsOnly("Other 1969-12-31 23:59:59.123456+00 7 " + TRACE);
    }

    @Test
    void traceContextsComeFromTheSourceUnlessTheEventBringsOne() throws SQLException {
        Outbox traced = outbox.withTraceParents(() -> TRACE);
        String other = TRACE.replace("-01", "-00");
        traced.publish(transaction.connection, new Counted(1));
        traced.publish(transaction.connection, Event.of("x", "{}").withTraceParent(other));
        assertThat(transaction.column("SELECT trace_parent FROM postrider.event_outbox ORDER BY id"))
                .containsExactly(TRACE, other);
    }

    static Stream<String> contexts() {
        return Stream.of(
                "{}",
                " { \"b\" : 1 ,\t\"a\":2,\n\"b\":3 }\r\n",
                "{\"escapes\":\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e9 \\u0000 \\ud83d\\ude00\"}",
                "{\"half\":\"\\ud800 \\udc00\"}",
                "{\"digits\":123456789012345678901234567890,\"small\":-0.000000000000000000000000000001,\"e\":1E+400}",
                "{\"a\":".repeat(500) + "[]" + "}".repeat(500),
                "{\"text\":\"" + "é".repeat((1 << 19) - 6) + "\"}",
                "{\"ключ\":{\"鍵\":\"😀\"},\"\":\"empty name\"}",
                "{\"date\":\"2026-03-01\",\"time\":\"2026-03-01T12:00:00Z\",\"number\":\"1\"}");
    }

    @ParameterizedTest
    @MethodSource("contexts")
    void readyMadeTextIsKeptByteForByte(String context) throws SQLException {
        outbox.publish(transaction.connection, Event.of("x", context));
        outbox.publishAll(transaction.connection, List.of(Event.of("x", context), Event.of("x", context)));
        assertThat(transaction.column("SELECT event_context::text FROM postrider.event_outbox"))
                .containsExactly(context, context, context);
    }

    @Test
    void aRollBackLeavesNoEvent(PostgresDatabase database) throws SQLException {
        outbox.publish(transaction.connection, new Counted(1));
        outbox.publishAll(transaction.connection, List.of(new Counted(2)));
        transaction.connection.rollback();
        assertThat(database.queryOne("SELECT count(*) FROM postrider.event_outbox"))
                .isEqualTo("0");
    }

    @Test
    void autocommitIsRefusedWithWhatToDo(PostgresDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            assertThatExceptionOfType(NotInTransactionException.class)
                    .isThrownBy(() -> outbox.publish(connection, new Counted(1)))
                    .withMessageContaining("setAutoCommit(false)");
            assertThatExceptionOfType(NotInTransactionException.class)
                    .isThrownBy(() -> outbox.publishAll(connection, List.of(new Counted(1))));
        }
        assertThat(database.queryOne("SELECT count(*) FROM postrider.event_outbox"))
                .isEqualTo("0");
    }

    @Test
    void tenThousandEventsAreWrittenInTheirOrder() throws SQLException {
        assertThat(outbox.publishAll(transaction.connection, counted(10_000))).isEqualTo(10_000);
        assertRunsFrom0To(10_000);
    }

    @Test
    void moreThanFitsIntoMemoryIsWrittenWhileItIsRead() throws SQLException {
        int n = BulkPublish.AHEAD_ROWS + 5_500;
        assertThat(outbox.publishAll(transaction.connection, counted(n))).isEqualTo(n);
        assertRunsFrom0To(n);
    }

    @Test
    void largeContextsAreSplitByBytes() throws SQLException {
        String large = "{\"x\":\"" + "y".repeat(700_000) + "\"}";
        assertThat(outbox.publishAll(
                        transaction.connection,
                        IntStream.range(0, 30)
                                .mapToObj(i -> Event.of("x", large))
                                .toList()))
                .isEqualTo(30);
        assertThat(transaction.count()).isEqualTo(30);
    }

    @Test
    void aRefusalBehindTheFirstChunksTakesThemBackAndLeavesTheTransactionUsable() throws SQLException {
        outbox.publish(transaction.connection, new Counted(-1));
        int bad = BulkPublish.AHEAD_ROWS + 2_500;
        Iterable<Object> events = () -> IntStream.range(0, bad + 10)
                .mapToObj(i -> (Object) (i == bad ? Event.of("", "{}") : new Counted(i)))
                .iterator();
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> outbox.publishAll(transaction.connection, events))
                .withMessageContaining("event " + bad + " (counted from 0): event type is empty");
        assertThat(transaction.count()).isEqualTo(1);
    }

    @Test
    void anErrorOfTheIterableTakesEverythingBack() throws SQLException {
        int bad = BulkPublish.AHEAD_ROWS + 2_500;
        Iterable<Object> events = () -> IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> {
                    if (i == bad) {
                        throw new IllegalStateException("source is gone");
                    }
                    return (Object) new Counted(i);
                })
                .iterator();
        assertThatIllegalStateException()
                .isThrownBy(() -> outbox.publishAll(transaction.connection, events))
                .withMessage("source is gone");
        assertThat(transaction.count()).isZero();
    }

    @Test
    void nothingToPublishIsNoError() {
        assertThat(outbox.publishAll(transaction.connection, List.of())).isZero();
    }

    @Test
    void connectionsOfAPoolWorkTheSame(PostgresDatabase database) throws SQLException {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(database.dataSource());
            pool.setMaximumPoolSize(1);
            pool.setAutoCommit(false);
            try (Connection connection = pool.getConnection()) {
                assertThat(outbox.publish(connection, new Counted(1))).isPositive();
                assertThat(outbox.publishAll(connection, counted(BulkPublish.AHEAD_ROWS + 1)))
                        .isEqualTo(BulkPublish.AHEAD_ROWS + 1);
                connection.rollback();
            }
        }
    }

    @Test
    void manyEventsKeepTheirOwnFields() throws SQLException {
        Instant time = Instant.parse("1969-12-31T23:59:59.123456Z");
        for (int many : new int[] {30, 300}) {
            outbox.publishAll(
                    transaction.connection,
                    IntStream.range(0, many)
                            .mapToObj(n -> outbox.toEvent(new Counted(n))
                                    .withEnvironment("Ö" + n)
                                    .withDateTime(time.plusSeconds(n))
                                    .withMetadataVersion(1 + n % 3)
                                    .withTraceParent(n % 2 == 0 ? TRACE : null))
                            .toList());
            assertThat(transaction.column(
                            "SELECT count(*) FROM (SELECT *, row_number() OVER (ORDER BY id) - 1 AS n FROM postrider.event_outbox) e"
                                    + " WHERE event_context::text = '{\"n\":' || n || '}' AND environment = 'Ö' || n AND metadata_version = 1 + n % 3"
                                    + " AND event_date_time = '1969-12-31T23:59:59.123456Z'::timestamptz + n * interval '1 s'"
                                    + " AND trace_parent IS NOT DISTINCT FROM CASE WHEN n % 2 = 0 THEN '" + TRACE
                                    + "' END"))
                    .containsExactly("" + many);
            transaction.connection.rollback();
        }
    }

    @Test
    void eventsOfWhichSomeBringATimeKeepTheirOrderAndTheirFields() throws SQLException {
        Instant time = Instant.parse("2020-02-03T04:05:06.123456Z");
        outbox.publishAll(
                transaction.connection,
                List.of(
                        outbox.toEvent(new Counted(0)).withDateTime(time).withMetadataVersion(7),
                        new Counted(1),
                        outbox.toEvent(new Counted(2)).withTraceParent(TRACE)));
        outbox.publishAll(
                transaction.connection,
                List.of(new Counted(3), outbox.toEvent(new Counted(4)).withTraceParent(TRACE), new Counted(5)));
        assertRunsFrom0To(6);
        transaction.execute("SET LOCAL timezone = 'UTC'");
        transaction.execute("SET LOCAL datestyle = 'ISO'");
        assertThat(transaction.column(
                        "SELECT concat_ws(' ', CASE WHEN event_date_time < '2021-01-01' THEN event_date_time END, metadata_version,"
                                + " trace_parent) FROM postrider.event_outbox ORDER BY id"))
                .containsExactly("2020-02-03 04:05:06.123456+00 7", "1", "1 " + TRACE, "1", "1 " + TRACE, "1");
    }

    @Test
    void aConnectionThatHidesTheDriversOwnPublishesAllTheSame() throws SQLException {
        Connection hiding = (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.getName().equals("isWrapperFor")
                        ? false
                        : method.invoke(transaction.connection, arguments));
        outbox.publishAll(hiding, counted(2_500));
        assertRunsFrom0To(2_500);
    }

    @Test
    void aRefusalByTheDatabaseInTheMidstOfManyLeavesAConnectionThatWorks() throws SQLException {
        transaction.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
                + " IF NEW.event_context->>'n' = '700' THEN RAISE EXCEPTION 'not this one'; END IF; RETURN NEW; END$$");
        transaction.execute(
                "CREATE TRIGGER refuse BEFORE INSERT ON postrider.event_outbox FOR EACH ROW EXECUTE FUNCTION refuse()");
        Savepoint before = transaction.connection.setSavepoint();
        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> outbox.publishAll(transaction.connection, counted(1_000)))
                .withMessageContaining("publishing events failed")
                .withMessageContaining("not this one");
        transaction.connection.rollback(before);
        outbox.publishAll(transaction.connection, counted(600));
        assertRunsFrom0To(600);
    }

    @Test
    void errorsOfTheDatabaseSayWhatToDo(PostgresDatabase database) throws SQLException {
        transaction.execute("SET LOCAL transaction_read_only = on");
        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> outbox.publish(transaction.connection, new Counted(1)))
                .withMessageContaining("publishing event counted failed")
                .withMessageContaining("not read-only")
                .withCauseInstanceOf(SQLException.class);
        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> outbox.publish(transaction.connection, new Counted(1)))
                .withMessageContaining("an earlier statement of this transaction failed");
        transaction.connection.rollback();
        transaction.execute("DROP TABLE postrider.event_outbox CASCADE");
        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> outbox.publish(transaction.connection, new Counted(1)))
                .withMessageContaining("make install");
    }

    private static Iterable<Counted> counted(int n) {
        return () -> IntStream.range(0, n).mapToObj(Counted::new).iterator();
    }

    private void assertRunsFrom0To(int n) throws SQLException {
        assertThat(transaction.column("""
                        SELECT concat_ws(' ', count(*), bool_and(n = place - 1))
                        FROM (SELECT (event_context->>'n')::int AS n, row_number() OVER (ORDER BY id) AS place
                              FROM postrider.event_outbox) e""")).containsExactly(n + " t");
    }
}
