package dev.postrider.relay.sink.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ServerVersion.Standing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerVersionTest {
    @ParameterizedTest
    @CsvSource({
        "18.16.1, TOO_OLD",
        "24.8.14.39, TOO_OLD",
        "25.2.9.1, TOO_OLD",
        "25.3.1.2703, SUPPORTED",
        "25.3.3.20186.altinitystable, SUPPORTED",
        "26.3.12.3-yc.1, SUPPORTED",
        "26.7.2.1, SUPPORTED",
        "v25.8.1.8702, SUPPORTED",
        "26.10.1.1, NEWER_THAN_TESTED",
        "27.1, NEWER_THAN_TESTED",
        "2.4.0-managed, UNKNOWN",
        "a service of its own kind, UNKNOWN",
        "'', UNKNOWN",
    })
    void standsToThoseThatAreSupported(String text, Standing standing) {
        assertThat(ServerVersion.of(text).standing()).isEqualTo(standing);
    }

    /** Answers as 18.16.1 did: it tells its version in the oldest format, and understands no question of today. */
    private static HttpServer debians() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String question = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            boolean plain = question.equals("SELECT version()")
                    && "TabSeparated".equals(exchange.getRequestHeaders().getFirst("X-ClickHouse-Format"));
            byte[] answer = (plain
                            ? "18.16.1\n"
                            : "Code: 115, e.displayText() = DB::Exception: Unknown setting param_names, e.what() ="
                                    + " DB::Exception\n")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(plain ? 200 : 500, answer.length);
            try (exchange) {
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
        return server;
    }

    @Test
    void aServerThatIsTooOldIsNamedWithTheOldestThatIsSupported() throws IOException {
        HttpServer server = debians();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (ClickHouseSink sink = ClickHouseSink.create(ClickHouseSettings.at(endpoint))) {
            assertThatThrownBy(sink::prepare)
                    .isInstanceOf(SinkException.class)
                    .hasMessage("ClickHouse 18.16.1 at " + endpoint
                            + " is too old: the oldest that is supported is 25.3; upgrade it");
        } finally {
            server.stop(0);
        }
    }
}
