package dev.postrider.devdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP interface answers as a server does. */
@Timeout(60)
class ClickHouseHttpTest {
    @TempDir
    static Path folder;

    private static LocalClickHouse clickHouse;
    private static Http http;

    @BeforeAll
    static void start() {
        clickHouse = LocalClickHouse.start(LocalClickHouse.Options.in(folder));
        http = new Http(clickHouse.url());
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
    }

    @Test
    void pingAndTheBareAddressAnswerOk() throws Exception {
        assertThat(Http.send(HttpRequest.newBuilder(clickHouse.url().resolve("/ping")))
                        .body())
                .isEqualTo("Ok.\n");
        assertThat(Http.send(HttpRequest.newBuilder(clickHouse.url().resolve("/")))
                        .body())
                .isEqualTo("Ok.\n");
        assertThat(Http.send(HttpRequest.newBuilder(clickHouse.url().resolve("/nothing")))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void curlGetsAResultWithTheHeadersOfAServer() throws Exception {
        HttpResponse<String> answer = http.get("query", "SELECT 1", "query_id", "mine");
        assertThat(answer.body()).isEqualTo("1\n");
        assertThat(header(answer, "X-ClickHouse-Query-Id")).isEqualTo("mine");
        assertThat(header(answer, "X-ClickHouse-Format")).isEqualTo("TSV");
        assertThat(header(answer, "X-ClickHouse-Timezone")).isEqualTo("UTC");
        assertThat(header(answer, "X-ClickHouse-Server-Display-Name")).isNotBlank();
        assertThat(header(answer, "Content-Type")).isEqualTo("text/tab-separated-values; charset=UTF-8");
        HttpResponse<String> waited = http.get("query", "SELECT 1", "wait_end_of_query", "1");
        assertThat(header(waited, "X-ClickHouse-Summary"))
                .contains("\"read_rows\":\"1\"", "\"result_rows\":\"1\"", "\"elapsed_ns\":\"");
    }

    @Test
    void theStatementMayBeInTheUrlInTheBodyOrInBoth() throws Exception {
        assertThat(http.query("SELECT 1")).isEqualTo("1");
        assertThat(http.query("", "query", "SELECT 2")).isEqualTo("2");
        assertThat(http.query("3", "query", "SELECT")).isEqualTo("3");
    }

    @Test
    void aGetOnlyReads() throws Exception {
        http.query("CREATE TABLE got (a Int8) ENGINE = Memory");
        for (String sql : List.of("CREATE TABLE g (a Int8) ENGINE = Memory", "INSERT INTO got VALUES (1)")) {
            HttpResponse<String> answer = http.get("query", sql);
            assertThat(answer.body()).contains("Code: 164.", "READONLY");
            assertThat(header(answer, "X-ClickHouse-Exception-Code")).isEqualTo("164");
            assertThat(answer.statusCode()).isEqualTo(500);
        }
        assertThat(http.get("query", "SELECT getSetting('max_threads') SETTINGS max_threads = 3", "max_block_size", "7")
                        .body())
                .isEqualTo("3\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT nope|47|UNKNOWN_IDENTIFIER|404",
                "SELECT * FROM nowhere|60|UNKNOWN_TABLE|404",
                "SELEC 1|62|SYNTAX_ERROR|400",
                "1+1|62|SYNTAX_ERROR|400",
                "SELECT 1 FORMAT Nope|73|UNKNOWN_FORMAT|404",
                "SELECT throwIf(1)|395|FUNCTION_THROW_IF_VALUE_IS_NON_ZERO|500",
                "SELECT sleep(3) SETTINGS max_execution_time = 0.2|159|TIMEOUT_EXCEEDED|408",
                "INSERT INTO nowhere VALUES (1)|60|UNKNOWN_TABLE|404",
                "INSERT INTO FUNCTION null('a Int8') FORMAT TSV x|27|CANNOT_PARSE_INPUT_ASSERTION_FAILED|400",
                "CREATE TABLE nowhere.t (a Int8) ENGINE = Memory|81|UNKNOWN_DATABASE|404",
            })
    void errorsHaveCodeNameAndStatus(String sql, int code, String name, int status) throws Exception {
        HttpResponse<String> answer = http.post(sql);
        assertThat(answer.body())
                .startsWith("Code: " + code + ".")
                .contains("DB::Exception: ", "(" + name + ")", "(version ");
        assertThat(header(answer, "X-ClickHouse-Exception-Code")).isEqualTo(Integer.toString(code));
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void settingsInTheUrlReachTheEngineAndUnknownOnesAreRefused() throws Exception {
        assertThat(http.query(
                        "SELECT getSetting('max_block_size'), getSetting('session_timezone')",
                        "max_block_size",
                        "4711",
                        "session_timezone",
                        "Asia/Kathmandu"))
                .isEqualTo("4711\tAsia/Kathmandu");
        assertThat(http.query("SELECT getSetting('max_block_size') = 4711")).isEqualTo("0");
        assertThat(http.post("SELECT 1", "no_such_setting", "1").body()).contains("Code: 115.", "no_such_setting");
        assertThat(http.post("SELECT 1", "max_threads", "'; DROP TABLE x").body())
                .contains("Code: ");
        assertThat(http.post("SELECT 1", "a b", "1").body()).contains("Code: 115.");
    }

    @Test
    void queryParametersAreBoundByTheEngine() throws Exception {
        assertThat(http.query(
                        "SELECT {n:UInt32} + 1, {s:String}, {l:Array(Int8)}",
                        "param_n",
                        "41",
                        "param_s",
                        "it's ü",
                        "param_l",
                        "[1,2]"))
                .isEqualTo("42\tit\\'s ü\t[1,2]");
        assertThat(http.post("SELECT {n:UInt32}").body()).contains("Code: 456.");
        http.query("CREATE TABLE bound (a UInt32) ENGINE = Memory");
        http.query("INSERT INTO {t:Identifier} VALUES (7)", "param_t", "bound");
        assertThat(http.query("SELECT a FROM bound")).isEqualTo("7");
    }

    @Test
    void databaseAndFormatComeFromUrlOrHeaders() throws Exception {
        http.query("CREATE DATABASE `other one`");
        http.query("CREATE TABLE `other one`.t ENGINE = Memory AS SELECT 5 AS five");
        assertThat(http.query("SELECT * FROM t", "database", "other one", "default_format", "CSVWithNames"))
                .isEqualTo("\"five\"\n5");
        HttpResponse<String> answer = Http.send(http.request()
                .header("X-ClickHouse-Database", "other one")
                .header("X-ClickHouse-Format", "JSONEachRow")
                .POST(BodyPublishers.ofString("SELECT * FROM t")));
        assertThat(answer.body()).isEqualTo("{\"five\":5}\n");
        assertThat(header(answer, "Content-Type")).startsWith("application/x-ndjson");
        assertThat(http.query(
                        "SELECT * FROM t FORMAT TSVWithNamesAndTypes",
                        "database",
                        "other one",
                        "default_format",
                        "XML"))
                .isEqualTo("five\nUInt8\n5");
        assertThat(http.post("SELECT 1", "database", "missing").body()).contains("Code: 81.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JSON",
                "JSONCompact",
                "XML",
                "Pretty",
                "Parquet",
                "Native",
                "RowBinaryWithNamesAndTypes",
                "Null",
                "Vertical"
            })
    void everyFormatComesOutAsOneDocument(String format) throws Exception {
        byte[] small = Http.sendForBytes(http.request("default_format", format)
                        .POST(BodyPublishers.ofString("SELECT number AS n FROM numbers(3)")))
                .body();
        byte[] large = Http.sendForBytes(http.request("max_block_size", "1000")
                        .POST(BodyPublishers.ofString("SELECT number AS n FROM numbers(200000) FORMAT " + format)))
                .body();
        if (format.equals("RowBinaryWithNamesAndTypes")) {
            assertThat(large).hasSize("..n.UInt64".length() + 200_000 * 8);
        } else if (format.startsWith("JSON")) {
            assertThat(new String(large, StandardCharsets.UTF_8).split("\"meta\"", -1))
                    .hasSize(2);
        }
        assertThat(small.length).isLessThanOrEqualTo(large.length);
    }

    @Test
    void insertsOfEveryKindAreStored() throws Exception {
        http.query("CREATE TABLE kinds (a Int64, b String) ENGINE = MergeTree ORDER BY a");
        http.query("(1, 'x'), (1 + 1, concat('y', 'z'))", "query", "INSERT INTO kinds VALUES");
        http.query("INSERT INTO kinds FORMAT JSONEachRow {\"a\": 3, \"b\": \"ü\"}\n{\"a\": 4, \"b\": \"\"}");
        http.query("INSERT INTO kinds SELECT number + 5, 's' FROM numbers(2)");
        http.query("INSERT INTO kinds (b, a) FORMAT CSV\nseven,7\n");
        http.query("8\teight\n", "query", "INSERT INTO kinds FORMAT TSV");
        assertThat(http.query("SELECT groupArray((a, b)) FROM (SELECT * FROM kinds ORDER BY a)"))
                .isEqualTo("[(1,'x'),(2,'yz'),(3,'ü'),(4,''),(5,'s'),(6,'s'),(7,'seven'),(8,'eight')]");
        HttpResponse<String> answer = http.post("9\tnine\n10\tten\n", "query", "INSERT INTO kinds FORMAT TSV");
        assertThat(header(answer, "X-ClickHouse-Summary")).contains("\"written_rows\":\"2\"");
    }

    @Test
    void aStatementThatReadsStdinFindsItEmpty() throws Exception {
        assertThat(http.query("SELECT count() FROM file('-', 'LineAsString', 's String')"))
                .isEqualTo("0");
    }

    @Test
    void aJsonColumnIsWrittenAndReadAsText() throws Exception {
        http.query("CREATE TABLE j (j JSON) ENGINE = MergeTree ORDER BY tuple()");
        byte[] row = "\u000f{\"a\":{\"b\":\"c\"}}".getBytes(StandardCharsets.UTF_8);
        Http.send(
                http.request("query", "INSERT INTO j FORMAT RowBinary", "input_format_binary_read_json_as_string", "1")
                        .POST(BodyPublishers.ofByteArray(row)));
        assertThat(http.query("SELECT j.a.b FROM j")).isEqualTo("c");
    }

    @Test
    void anErrorAfterTheResultBeganIsAppendedAndTheConnectionBrokenOff() throws Exception {
        String sql = "SELECT number, throwIf(number > 1000000) FROM numbers(2000000) SETTINGS max_block_size = 1000";
        Process curl = new ProcessBuilder("curl", "-sS", clickHouse.url().toString(), "--data-binary", sql)
                .redirectErrorStream(true)
                .start();
        String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor())
                .as("curl noticed that the answer is not whole")
                .isEqualTo(18);
        assertThat(said).startsWith("0\t0\n1\t0\n");
        assertThat(said.substring(said.length() - 1000))
                .containsPattern(
                        "\r\n__exception__\r\n([a-z]{16})\r\nCode: 395\\.[^\r]*\n\\d+ \\1\r\n__exception__\r\n");

        HttpResponse<String> waited = http.post(sql, "wait_end_of_query", "1");
        assertThat(waited.body()).startsWith("Code: 395.");
        assertThat(waited.statusCode()).isEqualTo(500);
    }

    @Test
    void aLargeResultThatIsWaitedForComesWithItsSummary() throws Exception {
        HttpResponse<String> answer = http.post("SELECT * FROM numbers(300000)", "wait_end_of_query", "1");
        assertThat(answer.body()).hasSize(1_988_890).endsWith("299999\n");
        assertThat(header(answer, "X-ClickHouse-Summary")).contains("\"result_rows\":\"300000\"");
    }

    @Test
    void manyRequestsAtOnceAreAnsweredEachWithItsOwn() throws Exception {
        http.query("CREATE TABLE many (a UInt64) ENGINE = MergeTree ORDER BY a");
        ExecutorService clients = Executors.newFixedThreadPool(24);
        try {
            List<Callable<String>> requests = new ArrayList<>();
            for (int i = 0; i < 240; i++) {
                String number = Integer.toString(i);
                requests.add(() -> number.endsWith("0")
                        ? http.query("(" + number + ")", "query", "INSERT INTO many VALUES") + number
                        : http.query("SELECT {n:UInt32}", "param_n", number));
            }
            int i = 0;
            for (Future<String> answer : clients.invokeAll(requests)) {
                assertThat(answer.get()).isEqualTo(Integer.toString(i++));
            }
        } finally {
            clients.shutdown();
        }
        assertThat(http.query("SELECT count() FROM many")).isEqualTo("24");
    }

    @Test
    void withAPasswordEveryWayToSendItWorksAndNoOther() throws Exception {
        LocalClickHouse.Options options =
                LocalClickHouse.Options.in(folder.resolve("guarded")).withCredentials("ann", "s3cret:");
        try (LocalClickHouse guarded = LocalClickHouse.start(options)) {
            Http door = new Http(guarded.url());
            assertThat(door.query("SELECT 1", "user", "ann", "password", "s3cret:"))
                    .isEqualTo("1");
            assertThat(Http.send(door.request("query", "SELECT 1").header("Authorization", basic("ann:s3cret:")))
                            .body())
                    .isEqualTo("1\n");
            assertThat(Http.send(door.request("query", "SELECT 1")
                                    .header("X-ClickHouse-User", "ann")
                                    .header("X-ClickHouse-Key", "s3cret:"))
                            .statusCode())
                    .isEqualTo(200);
            for (HttpResponse<String> refused : List.of(
                    door.post("SELECT 1", "user", "ann", "password", "wrong"),
                    door.post("SELECT 1", "user", "bob", "password", "s3cret:"),
                    Http.send(door.request("query", "SELECT 1").header("Authorization", basic("ann:"))),
                    Http.send(door.request("query", "SELECT 1").header("Authorization", "Bearer x")),
                    Http.send(door.request("query", "SELECT 1", "user", "ann").header("X-ClickHouse-User", "ann")))) {
                assertThat(refused.statusCode()).isEqualTo(403);
                assertThat(header(refused, "X-ClickHouse-Exception-Code")).isEqualTo("516");
                assertThat(refused.body()).contains("AUTHENTICATION_FAILED");
            }
            assertThat(door.post("SELECT 1", "user", "default", "password", "guessed")
                            .statusCode())
                    .isIn(401, 403);
            assertThat(door.query("SELECT currentUser()", "user", "ann", "password", "s3cret:"))
                    .isEqualTo("ann");
        }
    }

    @Test
    void whereAnotherUserIsNamedDefaultMayDoNothing() throws Exception {
        LocalClickHouse.Options options =
                LocalClickHouse.Options.in(folder.resolve("another")).withCredentials("ann", "s3cret:");
        try (LocalClickHouse guarded = LocalClickHouse.start(options)) {
            Http door = new Http(guarded.url());
            String[] ann = {"user", "ann", "password", "s3cret:"};
            door.query("CREATE TABLE mine (a Int8) ENGINE = MergeTree ORDER BY a", ann);
            door.query("INSERT INTO mine VALUES (1)", ann);
            for (String sql : List.of(
                    "SELECT * FROM mine",
                    "INSERT INTO mine VALUES (2)",
                    "DROP TABLE mine",
                    "CREATE TABLE other (a Int8) ENGINE = Memory",
                    "CREATE TEMPORARY TABLE other (a Int8)",
                    "SELECT * FROM system.processes",
                    "SELECT * FROM file('/etc/hostname', 'LineAsString', 's String')",
                    "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString', 's String')",
                    "KILL QUERY WHERE 1",
                    "SYSTEM SHUTDOWN")) {
                assertThat(door.post(sql).body()).as(sql).contains("(ACCESS_DENIED)");
            }
            assertThat(door.query("SELECT count() FROM mine", ann)).isEqualTo("1");
        }
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
