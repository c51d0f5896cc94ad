package dev.postrider.devdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large inserts and results pass through, and an insert that is cut off leaves nothing. */
@Timeout(120)
class ClickHouseStreamingTest {
    private static final int ROW_BYTES = 1 << 16;
    private static final int ROWS = 4800;

    private static final AtomicInteger TABLES = new AtomicInteger();

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
    void aLargeInsertIsStored() throws Exception {
        HttpURLConnection request =
                (HttpURLConnection) http.request("query", "INSERT INTO FUNCTION null('s String') FORMAT RowBinary")
                        .build()
                        .uri()
                        .toURL()
                        .openConnection();
        request.setDoOutput(true);
        request.setChunkedStreamingMode(1 << 16);
        byte[] row = row();
        try (OutputStream body = request.getOutputStream()) {
            for (int i = 0; i < ROWS; i++) {
                body.write(row);
            }
        }
        assertThat(request.getResponseCode()).isEqualTo(200);
        assertThat(request.getHeaderField("X-ClickHouse-Summary")).contains("\"written_rows\":\"" + ROWS + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compress=0", "compress=1", "wait_end_of_query=1"})
    void aLargeResultComesWhole(String option) throws Exception {
        String sql = "SELECT+repeat('x',65536)+FROM+numbers(" + ROWS + ")+FORMAT+RowBinary";
        URI address = clickHouse.url().resolve("/?max_block_size=100&" + option + "&query=" + sql);
        long bytes = 0;
        byte[] chunk = new byte[1 << 16];
        try (InputStream body = address.toURL().openStream()) {
            for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
                bytes += n;
            }
        }
        if (option.equals("compress=1")) {
            assertThat(bytes).isBetween((long) ROWS * 100, (long) ROWS * ROW_BYTES / 10);
        } else {
            assertThat(bytes).isEqualTo((long) ROWS * (ROW_BYTES + 3));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000", "Transfer-Encoding: chunked"})
    void anInsertWhoseBodyIsCutStoresNothing(String length) throws Exception {
        String table = "cut_" + TABLES.incrementAndGet();
        http.query("CREATE TABLE " + table + " (a Int64) ENGINE = MergeTree ORDER BY a");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clickHouse.port())) {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            write(
                    out,
                    "POST /?query=INSERT+INTO+" + table + "+FORMAT+TSV HTTP/1.1\r\nHost: 127.0.0.1\r\n" + length
                            + "\r\n\r\n");
            String rows = "1\n".repeat(200_000);
            write(
                    out,
                    length.startsWith("Content") ? rows : Integer.toHexString(rows.length()) + "\r\n" + rows + "\r\n");
            // The insert is under way, its rows are whole, only the end is missing.
            await().until(() -> http.query(
                            "SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO " + table + "%'")
                    .equals("1"));
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> http.query(
                                "SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO " + table + "%'")
                        .equals("0"));
        assertThat(http.query("SELECT count() FROM " + table)).isEqualTo("0");
    }

    @Test
    void aClientThatLeavesEndsItsQuery() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clickHouse.port())) {
            write(
                    socket.getOutputStream(),
                    "GET /?query=SELECT+number+AS+left_alone+FROM+system.numbers HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> http.query("SELECT count() FROM system.processes WHERE query LIKE '%left_' || 'alone%'")
                        .equals("0"));
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** One row of RowBinary: the length as a varint, then the text. */
    private static byte[] row() {
        byte[] row = new byte[ROW_BYTES + 3];
        java.util.Arrays.fill(row, (byte) 'x');
        row[0] = (byte) 0x80;
        row[1] = (byte) 0x80;
        row[2] = 0x04;
        return row;
    }
}
