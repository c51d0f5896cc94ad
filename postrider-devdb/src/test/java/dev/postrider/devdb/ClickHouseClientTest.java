package dev.postrider.devdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.Records;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The official client works against the endpoint, with its default options and with the others. */
@Timeout(60)
class ClickHouseClientTest {
    @TempDir
    static Path folder;

    private static LocalClickHouse clickHouse;

    @BeforeAll
    static void start() {
        clickHouse = LocalClickHouse.start(LocalClickHouse.Options.in(folder));
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
    }

    static Stream<Arguments> clients() {
        return Stream.of(
                client("default options", builder -> builder),
                client("nothing compressed", builder -> builder.compressServerResponse(false)),
                client("requests compressed", builder -> builder.compressClientRequest(true)),
                client(
                        "HTTP compression both ways",
                        builder -> builder.useHttpCompression(true)
                                .compressClientRequest(true)
                                .compressServerResponse(true)));
    }

    private static Arguments client(String name, UnaryOperator<Client.Builder> options) {
        return Arguments.of(name, options);
    }

    private static Client build(UnaryOperator<Client.Builder> options) {
        return options.apply(new Client.Builder()
                        .addEndpoint(clickHouse.url().toString())
                        .setUsername("default")
                        .setPassword(""))
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void theClientPingsCreatesInsertsAndQueries(String name, UnaryOperator<Client.Builder> options) throws Exception {
        try (Client client = build(options)) {
            assertThat(client.ping()).isTrue();
            client.execute("DROP TABLE IF EXISTS people").get(10, TimeUnit.SECONDS);
            client.execute("CREATE TABLE people (id UInt64, name String) ENGINE = MergeTree ORDER BY id")
                    .get(10, TimeUnit.SECONDS);
            int rows = 20_000;
            try (InsertResponse inserted = client.insert(
                            "people", new ByteArrayInputStream(rowBinary(rows)), ClickHouseFormat.RowBinary)
                    .get(10, TimeUnit.SECONDS)) {
                assertThat(inserted.getWrittenRows()).isEqualTo(rows);
            }
            List<GenericRecord> found = client.queryAll("SELECT id, name FROM people ORDER BY id");
            assertThat(found).hasSize(rows);
            assertThat(found.get(4711).getLong("id")).isEqualTo(4711);
            assertThat(found.get(4711).getString("name")).isEqualTo("name 4711");
            try (Records records =
                    client.queryRecords("SELECT count() FROM people").get(10, TimeUnit.SECONDS)) {
                assertThat(records.getReadRows()).isPositive();
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void theClientUnderstandsErrors(String name, UnaryOperator<Client.Builder> options) throws Exception {
        try (Client client = build(options)) {
            assertThatThrownBy(() -> client.queryAll("SELECT * FROM nowhere"))
                    .hasRootCauseInstanceOf(ServerException.class)
                    .rootCause()
                    .satisfies(e -> assertThat(((ServerException) e).getCode()).isEqualTo(60))
                    .hasMessageContaining("nowhere");
            assertThatThrownBy(() -> client.insert(
                                    "nowhere", new ByteArrayInputStream(rowBinary(100_000)), ClickHouseFormat.RowBinary)
                            .get(10, TimeUnit.SECONDS))
                    .satisfies(e -> assertThat(e).hasStackTraceContaining("UNKNOWN_TABLE"));
            assertThatThrownBy(() -> client.query("SELECT 1 SETTINGS no_such_setting = 1")
                            .get(10, TimeUnit.SECONDS))
                    .satisfies(e -> assertThat(e).hasStackTraceContaining("no_such_setting"));
        }
    }

    @Test
    void aRepeatedTokenIsDroppedAlsoAfterACrash() throws Exception {
        try (Client client = build(builder -> builder)) {
            client.execute("CREATE TABLE tokens (id UInt64, name String) ENGINE = MergeTree ORDER BY id"
                            + " SETTINGS non_replicated_deduplication_window = 100")
                    .get(10, TimeUnit.SECONDS);
        }
        insertWithToken("a", 1000);
        insertWithToken("a", 1000);
        insertWithToken("b", 1000);
        assertThat(count("tokens")).isEqualTo(2000);

        LocalClickHouse.Options again = LocalClickHouse.Options.in(folder).withPort(clickHouse.port());
        clickHouse.kill();
        clickHouse = LocalClickHouse.start(again);
        insertWithToken("a", 1000);
        insertWithToken("c", 1000);
        assertThat(count("tokens")).isEqualTo(3000);
    }

    private static void insertWithToken(String token, int rows) throws Exception {
        InsertSettings settings = new InsertSettings();
        settings.setDeduplicationToken(token);
        settings.serverSetting("async_insert", "0");
        settings.serverSetting("wait_end_of_query", "1");
        try (Client client = build(builder -> builder);
                InsertResponse ignored = client.insert(
                                "tokens",
                                new ByteArrayInputStream(rowBinary(rows)),
                                ClickHouseFormat.RowBinary,
                                settings)
                        .get(10, TimeUnit.SECONDS)) {
            assertThat(ignored.getQueryId()).isNotEmpty();
        }
    }

    private static long count(String table) throws Exception {
        try (Client client = build(builder -> builder)) {
            return client.queryAll("SELECT count() AS n FROM " + table).get(0).getLong("n");
        }
    }

    private static byte[] rowBinary(int rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long i = 0; i < rows; i++) {
            for (int shift = 0; shift < 64; shift += 8) {
                bytes.write((int) (i >>> shift));
            }
            byte[] name = ("name " + i).getBytes(StandardCharsets.UTF_8);
            bytes.write(name.length);
            bytes.writeBytes(name);
        }
        return bytes.toByteArray();
    }
}
