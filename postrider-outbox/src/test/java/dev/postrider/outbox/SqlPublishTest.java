package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing without the library: by the function, by plain INSERT, and what the role of writers may do. */
@PostriderTest
class SqlPublishTest {

    private OpenTransaction transaction;

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
    void theFunctionReturnsTheIdOfTheEvent() throws SQLException {
        String id = transaction
                .column("SELECT postrider.publish('user_created', '{ \"a\": 1}', 'Production')")
                .get(0);
        assertThat(
                        transaction.column(
                                "SELECT concat_ws('|', id, event_type, event_context, environment, metadata_version, trace_parent,"
                                        + " event_date_time BETWEEN transaction_timestamp() AND clock_timestamp()) FROM postrider.event_outbox"))
                .containsExactly(id + "|user_created|{ \"a\": 1}|Production|1|t");
    }

    @Test
    void theOtherFieldsAreNamedArguments() throws SQLException {
        transaction.execute(
                "SELECT postrider.publish('x', '{}', 'Test', metadata_version => 3, event_date_time => '2020-02-03 04:05:06Z',"
                        + " trace_parent => '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')");
        assertThat(
                        transaction.column(
                                "SELECT concat_ws('|', metadata_version, extract(epoch FROM event_date_time)::bigint, trace_parent) FROM postrider.event_outbox"))
                .containsExactly("3|1580702706|00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    @Test
    void oneStatementPublishesManyEvents() throws SQLException {
        assertThat(
                        transaction.column(
                                "SELECT count(postrider.publish('n', json_build_object('n', n), 'Test')) FROM generate_series(1, 20000) n"))
                .containsExactly("20000");
        assertThat(transaction.count()).isEqualTo(20_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'', '{}', 'T' | event type is empty, allowed are 1 to 255 | Name it",
                "NULL, '{}', 'T' | event type is null | Name it",
                "repeat('x', 256), '{}', 'T' | has 256 characters, allowed are 1 to 255 | Shorten it",
                "'x', '{}', '' | environment is empty, allowed are 1 to 100 | Name it",
                "'x', '{}', NULL | environment is null | Name it",
                "'x', '{}', repeat('x', 101) | has 101 characters, allowed are 1 to 100 | Shorten it",
                "'x', '[1]', 'T' | context of x is a JSON array, [1] | Put it under a name",
                "'x', 'null', 'T' | context of x is a JSON null | Put it under a name",
                "'x', NULL, 'T' | context of x is null | Use {}",
                "'x', json_build_object('a', repeat('y', 1048576)), 'T' | has 1048586 bytes of UTF-8, the limit is 1048576 | postrider.max_context_bytes",
                "'x', '{}', 'T', metadata_version => 0 | metadata version of x is 0, the least is 1 | Count versions from 1",
                "'x', '{}', 'T', metadata_version => NULL | metadata version of x is null | Count versions from 1",
                "'x', '{}', 'T', '1899-12-31 23:59:59Z' | allowed are the years 1900 to 2299 | Leave it out",
                "'x', '{}', 'T', '2300-01-01 00:00:00Z' | allowed are the years 1900 to 2299 | Leave it out",
                "'x', '{}', 'T', 'infinity' | date and time of x is infinity | Leave it out",
                "'x', '{}', 'T', trace_parent => 'abc' | trace parent of x is \"abc\" | 00-0af7651916cd43dd8448eb211c80319c"
            })
    void whatTheLibraryRefusesTheFunctionRefusesWithValueLimitAndRemedy(String arguments, String what, String remedy) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> transaction.execute("SELECT postrider.publish(" + arguments + ")"))
                .withMessageContaining(what)
                .withMessageContaining("Hint: ")
                .withMessageContaining(remedy)
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("23514"));
    }

    @Test
    void theLargestContextIsASetting() throws SQLException {
        transaction.execute("SET LOCAL postrider.max_context_bytes = 2097152");
        transaction.execute("SELECT postrider.publish('x', json_build_object('a', repeat('y', 1048576)), 'T')");
        for (String wrong : new String[] {"2MB", "16777217", "0"}) {
            Savepoint before = transaction.connection.setSavepoint();
            transaction.execute("SET LOCAL postrider.max_context_bytes = '" + wrong + "'");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> transaction.execute("SELECT postrider.publish('x', '{}', 'T')"))
                    .withMessageContaining(
                            "postrider.max_context_bytes is \"" + wrong + "\", allowed are 2 to 16777216");
            transaction.connection.rollback(before);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'', 'T', '{}', 1, now(), NULL | event type is empty, allowed are 1 to 255 | Name it",
                "'x', '', '{}', 1, now(), NULL | environment is empty, allowed are 1 to 100 | Name it",
                "'x', 'T', '[1]', 1, now(), NULL | event context is a JSON array, [1], but has to be a JSON object | Put it under a name",
                "'x', 'T', '1', 1, now(), NULL | event context is a JSON number, 1, but has to be a JSON object | Put it under a name",
                "'x', 'T', json_build_object('a', repeat('y', 16777216)), 1, now(), NULL | event context has 16777226 bytes of UTF-8, the limit is 16777216 | Publish a reference",
                "'x', 'T', '{}', 0, now(), NULL | metadata version is 0, the least is 1 | Count versions from 1",
                "'x', 'T', '{}', 1, '1899-12-31 23:59:59Z', NULL | allowed are the years 1900 to 2299 | Leave it out",
                "'x', 'T', '{}', 1, '2300-01-01 00:00:00Z', NULL | allowed are the years 1900 to 2299 | Leave it out",
                "'x', 'T', '{}', 1, 'infinity', NULL | event date and time is infinity, allowed are | Leave it out",
                "'x', 'T', '{}', 1, now(), 'abc' | trace parent is \"abc\", allowed is | 00-0af7651916cd43dd8448eb211c80319c",
                "'x', 'T', '{}', 1, now(), '' | trace parent is \"\", allowed is | 00-0af7651916cd43dd8448eb211c80319c",
            })
    void aPlainInsertMeetsTheSameLimitsWithValueLimitAndRemedy(String values, String what, String remedy)
            throws SQLException {
        Savepoint before = transaction.connection.setSavepoint();
        for (String insert : List.of("VALUES (" + values + ")", "SELECT " + values)) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> transaction.execute(
                            "INSERT INTO postrider.event_outbox (event_type, environment, event_context, metadata_version, event_date_time, trace_parent) "
                                    + insert))
                    .withMessageContaining(what)
                    .withMessageContaining("Hint: ")
                    .withMessageContaining(remedy)
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("23514"));
            transaction.connection.rollback(before);
        }
    }

    @Test
    void aContextThatAnotherTableHoldsCompressedIsMeasuredAsItIs() throws SQLException {
        transaction.execute("CREATE TEMP TABLE stored (context json)");
        transaction.execute("INSERT INTO stored VALUES (json_build_object('a', repeat('y', 16777216)))");
        assertThat(transaction.column("SELECT (pg_column_size(context) < 1000000)::text FROM stored"))
                .containsExactly("true");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(
                        () -> transaction.execute(
                                "INSERT INTO postrider.event_outbox (event_type, environment, event_context) SELECT 'x', 'T', context FROM stored"))
                .withMessageContaining("event context has 16777226 bytes of UTF-8, the limit is 16777216");
    }

    @Test
    void aWriterCannotSlipPastTheLimitsWithOperatorsOfItsOwn() throws SQLException {
        transaction.execute("CREATE SCHEMA evil");
        transaction.execute("CREATE FUNCTION evil.yes(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'");
        transaction.execute("CREATE OPERATOR evil.<> (FUNCTION = evil.yes, LEFTARG = text, RIGHTARG = text)");
        transaction.execute("CREATE OPERATOR evil.= (FUNCTION = evil.yes, LEFTARG = text, RIGHTARG = text)");
        transaction.execute("SET LOCAL search_path = evil, pg_catalog");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(
                        () -> transaction.execute(
                                "INSERT INTO postrider.event_outbox (event_type, environment, event_context) VALUES ('x', 'T', '[]')"))
                .withMessageContaining("JSON array");
    }

    @Test
    void theFunctionReadsNothingThroughTheCallersSearchPath() throws SQLException {
        transaction.execute("CREATE SCHEMA evil");
        transaction.execute("CREATE DOMAIN evil.text AS integer");
        for (String operator : new String[] {"<>", "=", "<=", ">=", "~"}) {
            transaction.execute("CREATE OPERATOR evil." + operator
                    + " (FUNCTION = pg_catalog.texteq, LEFTARG = text, RIGHTARG = text)");
        }
        transaction.execute("CREATE FUNCTION evil.length(pg_catalog.text) RETURNS integer LANGUAGE sql AS 'SELECT 0'");
        transaction.execute(
                "CREATE FUNCTION evil.json_typeof(json) RETURNS pg_catalog.text LANGUAGE sql AS $$SELECT 'array'::pg_catalog.text$$");
        transaction.execute("SET LOCAL search_path = evil, pg_catalog");
        transaction.execute("SELECT postrider.publish('x', '{}', 'T')");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> transaction.execute("SELECT postrider.publish('x', '[]', 'T')"))
                .withMessageContaining("context of x is a JSON array");
    }

    @Test
    void aWriterMayPublishAndNothingElse() throws SQLException {
        transaction.execute("SET LOCAL ROLE postrider_writer");
        Outbox outbox = Outbox.create(OutboxSettings.defaults());
        assertThat(outbox.publish(transaction.connection, Event.of("x", "{}"))).isPositive();
        outbox.publishAll(transaction.connection, List.of(Event.of("x", "{}")));
        transaction.execute("SELECT postrider.publish('x', '{}', 'T')");
        transaction.execute("SELECT max(version) FROM postrider.schema_history");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO postrider.event_outbox (txid, event_type, environment, event_context) VALUES ('1', 'x', 'T', '{}')",
                "INSERT INTO postrider.event_outbox (id, event_type, environment, event_context) OVERRIDING SYSTEM VALUE VALUES (1, 'x', 'T', '{}')",
                "INSERT INTO postrider.event_outbox_0 (event_type, environment, event_context) VALUES ('x', 'T', '{}')",
                "SELECT event_context FROM postrider.event_outbox",
                "DELETE FROM postrider.event_outbox",
                "UPDATE postrider.event_outbox SET event_type = 'y'",
                "TRUNCATE postrider.event_outbox",
                "SELECT * FROM postrider.relay_batch",
                "SELECT nextval('postrider.event_outbox_id_seq')",
                "SELECT postrider.grant_roles()"
            })
    void aWriterIsDenied(String sql) throws SQLException {
        transaction.execute("SET LOCAL ROLE postrider_writer");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> transaction.execute(sql))
                .withMessageContaining("permission denied");
    }

    @Test
    void aReaderLooksAndARelayEmptiesLeaves() throws SQLException {
        transaction.execute("SET LOCAL ROLE postrider_reader");
        transaction.execute("SELECT * FROM postrider.event_status, postrider.relay_batch");
        transaction.execute("SET LOCAL ROLE postrider_relay");
        transaction.execute("SELECT last_value FROM postrider.event_outbox_id_seq");
        transaction.execute("LOCK TABLE ONLY postrider.event_outbox_3 IN ACCESS EXCLUSIVE MODE NOWAIT");
        transaction.execute("TRUNCATE postrider.event_outbox_3");
        transaction.execute("UPDATE postrider.relay_lease SET owner = 'me'");
    }

    @Test
    void aWriterWithoutTheRoleIsToldWhichGrantItNeeds() throws SQLException {
        transaction.execute("CREATE ROLE nobody_" + ProcessHandle.current().pid());
        transaction.execute("SET LOCAL ROLE nobody_" + ProcessHandle.current().pid());
        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() ->
                        Outbox.create(OutboxSettings.defaults()).publish(transaction.connection, Event.of("x", "{}")))
                .withMessageContaining("GRANT postrider_writer TO");
    }
}
