package dev.postrider.devdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of the web that is open in a browser of this machine reaches the port; it must reach nothing more. */
@Timeout(60)
class WebPagesTest {
    @TempDir
    static Path folder;

    private static LocalClickHouse clickHouse;
    private static Http http;

    @BeforeAll
    static void start() throws Exception {
        clickHouse = LocalClickHouse.start(LocalClickHouse.Options.in(folder));
        http = new Http(clickHouse.url());
        http.query("CREATE TABLE seen (a String) ENGINE = MergeTree ORDER BY a");
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: 127.0.0.1|Origin: http://evil.example",
                "Host: 127.0.0.1|Origin: null",
                "Host: localhost:8123|Origin: http://localhost:3000",
                "Host: 127.0.0.1|Sec-Fetch-Site: cross-site",
                "Host: 127.0.0.1|Sec-Fetch-Site: same-site",
                "Host: evil.example",
                "Host: evil.example:8123",
                "Host: 127.0.0.1.evil.example",
                "Host: 127.0.0.1:8123.evil.example",
                "Host: localhost.evil.example",
                "Host: evil.localhost",
                "Host: 127x0x0x1",
                "Host: ",
                "Accept: */*",
            })
    void whatAPageOrAForeignNameSendsIsRefused(String headers) throws IOException, InterruptedException {
        String statement = "INSERT INTO seen VALUES ('page')";
        for (String line : new String[] {
            "POST / HTTP/1.1",
            "POST /?query=SELECT+1 HTTP/1.1",
            "OPTIONS / HTTP/1.1",
            "GET /?query=SELECT+1 HTTP/1.1",
            "GET /ping HTTP/1.1",
            "GET / HTTP/1.1",
        }) {
            String body = line.startsWith("POST / ") ? statement : "";
            String answer = send(line, headers, body);
            assertThat(answer)
                    .as("%s %s", line, headers)
                    .startsWith("HTTP/1.1 403 ")
                    .contains("Refused: ");
        }
        assertThat(http.query("SELECT count() FROM seen WHERE a = 'page'")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "127.0.0.1:8123", "localhost", "localhost:1"})
    void whatAProgramOfThisMachineSendsIsAnswered(String host) throws IOException, InterruptedException {
        String own = "Host: " + host;
        assertThat(send("POST / HTTP/1.1", own, "INSERT INTO seen VALUES ('" + host + "')"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(send("GET /?query=SELECT+41%2B1 HTTP/1.1", own + "|Sec-Fetch-Site: none", ""))
                .startsWith("HTTP/1.1 200 ")
                .contains("42");
        assertThat(send("GET /ping HTTP/1.1", own, "")).contains("Ok.");
        assertThat(http.query("SELECT count() FROM seen WHERE a = '" + host + "'"))
                .isEqualTo("1");
    }

    /** By hand: Java's client does not let one choose these headers. */
    private static String send(String line, String headers, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clickHouse.port())) {
            String request = line + "\r\n" + headers.replace("|", "\r\n") + "\r\nContent-Length: " + body.length()
                    + "\r\nConnection: close\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
