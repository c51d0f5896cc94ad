package dev.postrider.devdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A statement is known by the id that its client gave it, also when that client has gone. */
@Timeout(60)
class RunningStatementsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static LocalClickHouse clickHouse;
    private static Http http;

    @BeforeAll
    static void start() throws Exception {
        clickHouse = LocalClickHouse.start(LocalClickHouse.Options.in(folder));
        http = new Http(clickHouse.url());
        http.query("CREATE TABLE slow (a UInt8, waited UInt8 MATERIALIZED sleepEachRow(0.3)) ENGINE = MergeTree"
                + " ORDER BY a");
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
    }

    @Test
    void anInsertGoesOnWithoutItsClientAndIsSeenByItsId() throws Exception {
        try (Socket client = insert("left-alone", "1\n2\n3\n4\n5\n")) {
            awaitRunning("left-alone", "1");
        }
        assertThat(http.query("SELECT count() FROM slow WHERE a <= 5")).isEqualTo("0");
        assertThat(running("left-alone")).as("the client has gone").isEqualTo("1");
        awaitRunning("left-alone", "0");
        assertThat(http.query("SELECT count() FROM slow WHERE a <= 5")).isEqualTo("5");
    }

    @Test
    void anInsertIsKilledByItsId() throws Exception {
        try (Socket client = insert("killed", "11\n12\n13\n14\n15\n16\n17\n18\n19\n")) {
            awaitRunning("killed", "1");
            http.query("KILL QUERY WHERE query_id = 'killed' ASYNC");
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("Code: 394.", "X-ClickHouse-Query-Id: killed");
        }
        assertThat(http.query("SELECT count() FROM slow WHERE a > 10")).isEqualTo("0");
    }

    @Test
    void anIdThatRunsAlreadyIsRefused() throws Exception {
        try (Socket client = insert("twice", "21\n22\n23\n24\n25\n")) {
            awaitRunning("twice", "1");
            assertThat(http.post("SELECT 1", "query_id", "twice").body()).contains("Code: 216.");
            assertThat(client.isConnected()).isTrue();
        }
        awaitRunning("twice", "0");
    }

    private static Socket insert(String queryId, String rows) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), clickHouse.port());
        String request = "POST /?query=INSERT+INTO+slow+FORMAT+TSV&query_id=" + queryId
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: " + rows.length() + "\r\n\r\n"
                + rows;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void awaitRunning(String queryId, String count) {
        await().atMost(SOON).until(() -> running(queryId).equals(count));
    }

    private static String running(String queryId) throws IOException, InterruptedException {
        return http.query(
                "SELECT count() FROM system.processes WHERE query_id = {id:String} AND query LIKE 'INSERT%'",
                "param_id", queryId);
    }
}
