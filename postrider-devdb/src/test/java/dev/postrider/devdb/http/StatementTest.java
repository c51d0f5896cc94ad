package dev.postrider.devdb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.devdb.chdb.EngineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {
    static Stream<Arguments> inserts() {
        return Stream.of(
                Arguments.of("INSERT INTO t FORMAT RowBinary\nDATA", "INSERT INTO t ", "RowBinary", "DATA"),
                Arguments.of(
                        "insert into db.`t x` (a, b) format CSV DATA", "insert into db.`t x` (a, b) ", "CSV", "DATA"),
                Arguments.of(
                        "INSERT INTO t (format, values) SETTINGS a = 'FORMAT x' VALUES (1)",
                        "INSERT INTO t (format, values) SETTINGS a = 'FORMAT x' ",
                        "Values",
                        " (1)"),
                Arguments.of(
                        "/* FORMAT no */ INSERT INTO TABLE format FORMAT TSV\n\nDATA",
                        "/* FORMAT no */ INSERT INTO TABLE format ",
                        "TSV",
                        "\nDATA"),
                Arguments.of(
                        "INSERT INTO FUNCTION null('x Int8') VALUES (1)",
                        "INSERT INTO FUNCTION null('x Int8') ",
                        "Values",
                        " (1)"),
                Arguments.of("-- VALUES\nINSERT INTO t VALUES", "-- VALUES\nINSERT INTO t ", "Values", ""));
    }

    @ParameterizedTest
    @MethodSource("inserts")
    void anInsertIsCutBeforeItsFormatAndAtItsData(String text, String head, String format, String data)
            throws Exception {
        StatementReader reader = new StatementReader(in(text));
        Statement.Insert insert = (Statement.Insert) reader.read();
        assertThat(insert.sql()).hasToString(head);
        assertThat(insert.format()).isEqualTo(format);
        assertThat(new String(reader.rest(insert).readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t SELECT 1 AS values",
                "INSERT INTO t (a) WITH 1 AS x SELECT x",
                "CREATE TABLE t (a Int8) ENGINE = Memory",
                "WITH 1 AS x INSERT INTO t SELECT x",
                "ALTER TABLE t MODIFY SETTING format = 1;",
            })
    void otherStatementsGoToTheEngineWhole(String text) throws Exception {
        Statement.Command command = (Statement.Command) new StatementReader(in(text)).read();
        assertThat(command.sql()).hasToString(text.replace(";", ""));
    }

    static Stream<Arguments> queries() {
        return Stream.of(
                Arguments.of("SELECT 1", "SELECT 1#TSV "),
                Arguments.of("SELECT format FROM t -- end", "SELECT format FROM t -- end#TSV "),
                Arguments.of("SELECT 'FORMAT JSON' AS format", "SELECT 'FORMAT JSON' AS format#TSV "),
                Arguments.of("SELECT 1 FORMAT JSON;", "SELECT 1 #JSON "),
                Arguments.of(
                        "(SELECT 1 FORMAT CSV) FORMAT XML SETTINGS a = 1",
                        "(SELECT 1 FORMAT CSV) #XML  SETTINGS a = 1"),
                Arguments.of("SELECT 1 SETTINGS a = 1", "SELECT 1 SETTINGS a = 1#TSV "),
                Arguments.of("SHOW TABLES SETTINGS a = 1", "SHOW TABLES #TSV SETTINGS a = 1"),
                Arguments.of("EXISTS TABLE t FORMAT  CSV", "EXISTS TABLE t #CSV "));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void aQueryIsGivenItsResultFileBeforeItsFormat(String text, String expected) throws Exception {
        Statement.Query query = (Statement.Query) new StatementReader(in(text)).read();
        SqlText sql = query.into("F", query.format() == null ? "TSV" : query.format());
        assertThat(sql).hasToString(expected.replace("#", "\nINTO OUTFILE 'F' TRUNCATE FORMAT "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1; SELECT 2", "DROP TABLE a; DROP TABLE b;", "", " \n"})
    void severalStatementsOrNoneAreRefused(String text) {
        assertThatThrownBy(() -> new StatementReader(in(text)).read())
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("Code: 62.");
    }

    @Test
    void aResultFileOfTheClientsChoiceIsRefused() {
        assertThatThrownBy(() -> new StatementReader(in("SELECT 1 INTO OUTFILE '/etc/passwd'")).read())
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("INTO_OUTFILE_NOT_ALLOWED");
    }

    @Test
    void theHeadOfAnInsertMayBeLongerThanTheFirstRead() throws Exception {
        String columns = "a,".repeat(20_000) + "b";
        StatementReader reader = new StatementReader(in("INSERT INTO t (" + columns + ") FORMAT RowBinary\n\n\0x"));
        Statement.Insert insert = (Statement.Insert) reader.read();
        assertThat(reader.rest(insert).readAllBytes()).containsExactly('\n', 0, 'x');
    }

    @Test
    void theFormatsNameIsNotCutWhereTheFirstReadEnds() throws IOException, EngineException {
        for (int padding = 16 * 1024 - 40; padding < 16 * 1024; padding++) {
            String head = "INSERT INTO t " + " ".repeat(padding);
            StatementReader reader = new StatementReader(in(head + "FORMAT JSONEachRow\r\n{}"));
            Statement.Insert insert = (Statement.Insert) reader.read();
            assertThat(insert.format()).isEqualTo("JSONEachRow");
            assertThat(new String(reader.rest(insert).readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("{}");
        }
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
