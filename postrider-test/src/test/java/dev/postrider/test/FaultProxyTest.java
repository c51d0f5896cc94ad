package dev.postrider.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Timeout(30)
// Others would take the ports that a proxy lets go of for a moment.
@Isolated
class FaultProxyTest {
    private EchoServer server;
    private FaultProxy proxy;

    @BeforeEach
    void open() throws IOException {
        server = new EchoServer();
        proxy = FaultProxy.to("127.0.0.1", server.port());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void everythingPassesByDefault() throws IOException {
        try (Socket client = connect()) {
            assertThat(echo(client, "hello")).isEqualTo("hello");
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        await().until(() -> proxy.openConnections() == 0);
        assertThat(proxy.connections()).isEqualTo(1);
        assertThat(proxy.cuts()).isZero();
    }

    @Test
    void refuseRefusesNewConnectionsAndResetsOpenOnesUntilPassThrough() throws IOException {
        try (Socket client = connect()) {
            echo(client, "before");
            proxy.refuse();
            assertThatThrownBy(() -> echo(client, "after")).isInstanceOf(SocketException.class);
        }
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        proxy.refuse();
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        proxy.passThrough();
        try (Socket client = connect()) {
            assertThat(echo(client, "again")).isEqualTo("again");
        }
    }

    @Test
    void refusingAndPassingCanTakeTurnsOnTheSamePort() throws IOException {
        for (int i = 0; i < 100; i++) {
            try (Socket client = connect()) {
                assertThat(echo(client, "x")).isEqualTo("x");
                proxy.refuse();
            }
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            proxy.passThrough();
        }
    }

    @Test
    void aBlackHoleAcceptsAndNeverAnswersUntilItOpens() throws IOException {
        try (Socket before = connect()) {
            echo(before, "before");
            proxy.blackhole();
            try (Socket during = connect()) {
                for (Socket client : new Socket[] {before, during}) {
                    client.setSoTimeout(200);
                    assertThatThrownBy(() -> echo(client, "lost")).isInstanceOf(SocketTimeoutException.class);
                    client.setSoTimeout(10_000);
                }
                assertThat(server.received()).isEqualTo("before");
                proxy.passThrough();
                assertThat(read(before, 4)).isEqualTo("lost");
                assertThat(read(during, 4)).isEqualTo("lost");
            }
        }
    }

    @Test
    void aForgottenConnectionCarriesNothingAnyMoreAndDoesNotEndWhileNewOnesPass() throws IOException {
        try (Socket forgotten = connect()) {
            echo(forgotten, "before");
            proxy.forgetConnections();
            proxy.passThrough();
            forgotten.setSoTimeout(200);
            assertThatThrownBy(() -> echo(forgotten, "lost")).isInstanceOf(SocketTimeoutException.class);
            try (Socket after = connect()) {
                assertThat(echo(after, "after")).isEqualTo("after");
            }
        }
        assertThat(server.received()).isEqualTo("beforeafter");
    }

    @Test
    void cutResponsesLetsTheRequestThroughAndResetsBeforeTheFirstByteBack() throws IOException {
        proxy.cutResponses();
        try (Socket client = connect()) {
            assertThatThrownBy(() -> echo(client, "request")).isInstanceOf(SocketException.class);
        }
        assertThat(server.received()).isEqualTo("request");
        await().until(() -> proxy.cuts() == 1);
    }

    @Test
    void cutRequestsAfterDeliversExactlySoManyBytes() throws IOException {
        try (Socket client = connect()) {
            echo(client, "before ");
            proxy.cutRequestsAfter(5);
            assertThat(echo(client, "123")).isEqualTo("123");
            assertThatThrownBy(() -> {
                        echo(client, "4567");
                        read(client, 1);
                    })
                    .isInstanceOf(SocketException.class);
        }
        await().until(() -> server.received().equals("before 12345"));
        // A new connection is counted from its begin, and the same fault chosen again starts anew.
        try (Socket client = connect()) {
            assertThat(echo(client, "abcde")).isEqualTo("abcde");
            proxy.cutRequestsAfter(5);
            assertThat(echo(client, "fghij")).isEqualTo("fghij");
        }
    }

    @Test
    void latencyDelaysEachTurnAndNotEachByte() throws IOException {
        proxy.latency(Duration.ofMillis(150));
        try (Socket client = connect()) {
            long start = System.nanoTime();
            echo(client, "x");
            echo(client, "x".repeat(500_000));
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertThat(millis).isBetween(300L, 15_000L);
            proxy.passThrough();
            // A busy machine may be slow once, but not every time.
            await().until(() -> {
                long again = System.nanoTime();
                echo(client, "x");
                return System.nanoTime() - again < 150_000_000;
            });
        }
    }

    @Test
    void bandwidthLimitsTheRate() throws IOException {
        proxy.bandwidth(100_000);
        try (Socket client = connect()) {
            long start = System.nanoTime();
            echo(client, "x".repeat(50_000));
            // The echo starts while the request still comes in.
            assertThat((System.nanoTime() - start) / 1_000_000).isBetween(400L, 15_000L);
        }
    }

    @Test
    void aServerThatIsNotThereResetsTheClient() throws IOException {
        server.close();
        try (Socket client = connect()) {
            assertThatThrownBy(() -> {
                        echo(client, "x");
                        read(client, 1);
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void closingCutsEverything() throws IOException {
        try (Socket client = connect()) {
            echo(client, "x");
            proxy.close();
            assertThatThrownBy(() -> echo(client, "y")).isInstanceOf(SocketException.class);
        }
        // The socket that listens is closed by the thread that waits on it, a moment later.
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class));
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> proxy.bandwidth(0)).hasMessageContaining("0 bytes/s");
        assertThatThrownBy(() -> proxy.latency(Duration.ofMillis(-1))).hasMessageContaining("negative");
        assertThatThrownBy(() -> proxy.cutRequestsAfter(-1)).hasMessageContaining("-1");
    }

    @Test
    void aCommitWhoseReplyIsLostIsCommitted() throws SQLException {
        try (PostgresDatabase database = TestServers.newPostgresDatabase();
                FaultProxy toPostgres = FaultProxy.to(database.host(), database.port())) {
            database.execute("CREATE TABLE t (a int)");
            try (Connection connection = DriverManager.getConnection(
                            database.through(toPostgres).jdbcUrl());
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("INSERT INTO t VALUES (1)");
                toPostgres.cutResponses();
                assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            }
            assertThat(database.queryOne("SELECT count(*) FROM t")).isEqualTo("1");
        }
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(proxy.host(), proxy.port());
        client.setSoTimeout(10_000);
        return client;
    }

    /** Sends the text and reads as many bytes. */
    private static String echo(Socket client, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > 10_000) {
            // More than the buffers on the way hold: somebody must read meanwhile.
            new Thread(() -> {
                        try {
                            client.getOutputStream().write(bytes);
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .start();
        } else {
            client.getOutputStream().write(bytes);
        }
        return read(client, bytes.length);
    }

    private static String read(Socket client, int length) throws IOException {
        byte[] bytes = client.getInputStream().readNBytes(length);
        if (bytes.length < length) {
            throw new SocketException("the connection ended after " + bytes.length + " of " + length + " bytes");
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
