package dev.postrider.spring.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.spring.log.Reason;
import dev.postrider.spring.log.Secrets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Every form that a URL with a password may be given in, right and wrong, through every way that a message may take. */
class NoSecretIsToldTest {

    /** Each is put where a password stands; a part of it would be told if the place of its end were misjudged. */
    private static final List<String> SECRETS = List.of(
            "hunter2",
            "hunter2%40hunter2",
            "hunter2@hunter2",
            "hunter2/hunter2",
            "hunter2?hunter2",
            "hunter2:hunter2",
            "hunter2#hunter2",
            "hunter2&hunter2",
            "hunter2=hunter2",
            "hunter2 hunter2",
            "hunter2%zz",
            "%68unter2hunter2");

    private static final List<String> FORMS = List.of(
            "postgres://u:%s@127.0.0.1:1/shop",
            "postgresql://u:%s@127.0.0.1:1/shop?sslmode=disable",
            "postgres://:%s@127.0.0.1:1/shop",
            "postgres://u%%3A%s@127.0.0.1:1/shop",
            "postgres://us/er:%s@127.0.0.1:1/shop",
            "postgres://u:%s@/shop",
            "postgres://u:%s@127.0.0.1:x/shop",
            "postgres://u:%s@127.0.0.1:1",
            "postgres:/u:%s@127.0.0.1:1/shop",
            "postgres:u:%s@127.0.0.1:1/shop",
            "u:%s@127.0.0.1:1/shop",
            "postgres://u:%s",
            "mysql://u:%s@127.0.0.1:1/shop",
            "jdbc:postgresql://u:%s@127.0.0.1:1/shop",
            "jdbc:mysql://u:%s@127.0.0.1:1/shop",
            "http://u:%s@127.0.0.1:1",
            "postgres://127.0.0.1:1/shop?password=%s",
            "postgres://127.0.0.1:1/shop?user=u&password=%s&sslmode=disable",
            "postgres://127.0.0.1:1/shop?sslpassword=%s",
            "postgres://127.0.0.1:1/shop?PASSWORD=%s",
            "postgres://127.0.0.1:1/shop?p%%61ssword=%s",
            "jdbc:postgresql://127.0.0.1:1/shop?user=u&password=%s",
            "jdbc:postgresql://127.0.0.1:1/shop?sslpassword=%s&user=u",
            "jdbc:postgresql:shop?password=%s",
            "jdbc:postgresql://127.0.0.1:1/sh%%zz?password=%s");

    @TempDir
    private Path folder;

    static Stream<String> urls() {
        return FORMS.stream()
                .flatMap(form -> SECRETS.stream()
                        // what stands behind the last @, with nothing behind it, is a host as far as anybody can see
                        .filter(secret -> !(form.endsWith("u:%s") && secret.contains("@")))
                        .map(form::formatted));
    }

    @ParameterizedTest
    @MethodSource("urls")
    void asAValueItIsMasked(String url) {
        assertThat(Secrets.masked(url)).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @MethodSource("urls")
    void asAVariableItIsRefusedOrUsedWithoutBeingTold(String url) {
        for (String variable : List.of("DATABASE_URL", "SPRING_DATASOURCE_URL")) {
            assertThat(said(() ->
                            connect(ProcessSettings.read(Map.of(variable, url)).requireDatabase())))
                    .as(variable)
                    .isNotEmpty()
                    .noneMatch(text -> text.contains("hunter2"));
        }
    }

    @ParameterizedTest
    @MethodSource("urls")
    void asALineOfTheDatabasesFileItIsRefusedOrUsedWithoutBeingTold(String url) throws IOException {
        Path file = Files.writeString(folder.resolve("databases"), url + "\n" + url + "\n");

        assertThat(said(() -> DatabasesFile.read(file))).isNotEmpty().noneMatch(text -> text.contains("hunter2"));
        assertThat(said(() -> DatabasesFile.read(Path.of(url)))).noneMatch(text -> text.contains("hunter2"));
    }

    @ParameterizedTest
    @MethodSource("urls")
    void asClickHousesHostItIsRefusedWithoutBeingTold(String url) {
        assertThat(said(() -> ProcessSettings.read(
                        Map.of("DATABASE_URL", "postgres://u@127.0.0.1:1/shop", "CLICKHOUSE_HOST", url))))
                .isNotEmpty()
                .noneMatch(text -> text.contains("hunter2"));
    }

    @Test
    void aDriversMessageIsToldWithoutThem() {
        for (String message : List.of(
                "Driver org.postgresql.Driver claims to not accept jdbcUrl, postgres://u:hunter2@db/shop",
                "invalid URL 'jdbc:postgresql://db/shop?sslpassword=hunter2&user=u'",
                "properties {user=u, password=hunter2, ssl=true} can't be used",
                "http://u:hunter2@clickhouse:8123 does not answer")) {
            assertThat(Reason.of(new SQLException(message)))
                    .doesNotContain("hunter2")
                    .contains("***");
        }
        assertThat(Reason.of(
                        new SQLException("Connection to [::1]:5432 refused. Look at http://clickhouse:8123/db.log")))
                .isEqualTo("Connection to [::1]:5432 refused. Look at http://clickhouse:8123/db.log");
    }

    @Test
    void ofAnErrorOfClickHouseTheWordsThatMayQuoteAnEventAreNotTold() {
        SinkException failed = new SinkException(
                "clickhouse:8123: Code: 6 (CANNOT_PARSE_TEXT)",
                new IllegalStateException("Cannot parse string 'hunter2' as UInt32"));

        assertThat(Reason.of(new IllegalStateException(failed)))
                .isEqualTo("clickhouse:8123: Code: 6 (CANNOT_PARSE_TEXT)");
    }

    private static void connect(ProcessSettings.Database database) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(database.url());
        source.setConnectTimeout(1);
        source.setUser("u");
        source.setPassword("x");
        source.getConnection().close();
    }

    private interface Step {
        void run() throws Exception;
    }

    /** What a person could be told of it: messages of all causes, in one line and as a stack trace. */
    private static List<String> said(Step step) {
        List<String> said = new ArrayList<>();
        try {
            step.run();
        } catch (Exception failed) {
            said.add(Reason.of(failed));
            StringWriter trace = new StringWriter();
            failed.printStackTrace(new PrintWriter(trace));
            said.add(trace.toString());
        }
        return said;
    }
}
