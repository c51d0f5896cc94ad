package dev.postrider.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.test.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who can connect to the server: nobody from another machine, unless that was asked for. */
class ListeningTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Optional<InetAddress> outside = Optional.empty();

    @BeforeEach
    void findAnAddressOfThisMachineThatOthersSee() throws IOException {
        outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .findFirst();
        Assumptions.assumeTrue(outside.isPresent(), "this machine has a loopback address only");
    }

    @Test
    void itListensOnTheLoopbackAddressAndSoDoesItsManagementPort() throws IOException {
        int management = freePort();
        try (ChildJvm server = launch().withEnvironment("MANAGEMENT_SERVER_PORT", Integer.toString(management))
                .start()) {
            int port = port(server);
            server.awaitLine("Tomcat started on port " + management, PATIENCE);

            assertThat(accepts(InetAddress.getLoopbackAddress(), port)).isTrue();
            assertThat(accepts(InetAddress.getLoopbackAddress(), management)).isTrue();
            assertThat(accepts(outside.orElseThrow(), port)).isFalse();
            assertThat(accepts(outside.orElseThrow(), management)).isFalse();
        }
    }

    @Test
    void itListensElsewhereWhereAVariableSaysSo() throws IOException {
        try (ChildJvm server =
                launch().withEnvironment("SERVER_ADDRESS", "0.0.0.0").start()) {
            assertThat(accepts(outside.orElseThrow(), port(server))).isTrue();
        }
    }

    private static ChildJvm.Launch launch() {
        return ChildJvm.of(PostriderServer.class)
                .withEnvironment("SERVER_PORT", "0")
                .withEnvironment("DATABASE_URL", "postgres://postgres@127.0.0.1:9/nowhere")
                .withEnvironment("CLICKHOUSE_HOST", "127.0.0.1")
                .withEnvironment("CLICKHOUSE_PORT", "9");
    }

    private static int port(ChildJvm server) {
        return Integer.parseInt(
                server.awaitLine("Tomcat started on port (\\d+)", PATIENCE).group(1));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2_000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
