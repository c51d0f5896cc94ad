package dev.postrider.relay.sink.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server answers that does not take a batch: read whole, and asked for once. */
@PostriderTest
class ServerErrorsTest {
    /** As a server of version 26.7 with a limit of 400 open files answered an insert into a table of 500 columns. */
    private static final String NO_FILE_LEFT =
            "Code: 76. DB::ErrnoException: Cannot open file /data/store/edc/tmp_insert_all_1_1_0/c81.cmrk2: , errno: 24,"
                    + " strerror: Too many open files. (CANNOT_OPEN_FILE) (version 26.7.2.1)\n";

    private static final EncodedBatch ANY_BATCH = new EncodedBatch() {
        @Override
        public long batchNo() {
            return 1;
        }

        @Override
        public int rows() {
            return 1;
        }

        @Override
        public long length() {
            return 0;
        }

        @Override
        public String token() {
            return "any";
        }

        @Override
        public String queryId() {
            return UUID.randomUUID().toString();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(3); // columns
            out.write(1); // rows
            column(out, "event_type", "String", new byte[] {1, 'a'});
            column(out, "event_date_time", "DateTime64(6)", new byte[8]);
            column(out, "event_context", "String", new byte[] {2, '{', '}'});
        }

        private void column(OutputStream out, String name, String type, byte[] value) throws IOException {
            out.write(name.length());
            out.write(name.getBytes(UTF_8));
            out.write(type.length());
            out.write(type.getBytes(UTF_8));
            out.write(value);
        }
    };

    private final ClickHouseDatabase clickHouse;

    ServerErrorsTest(ClickHouseDatabase clickHouse) {
        this.clickHouse = clickHouse;
    }

    /** Passes everything on to the real server, and answers some statements itself. */
    private final class Between implements AutoCloseable {
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private final HttpClient http = HttpClient.newHttpClient();
        private final AtomicInteger answered = new AtomicInteger();

        /** Answers inserts itself. */
        Between(int status, @Nullable String code, String body) throws IOException {
            this(Pattern.compile("^INSERT"), status, code, body);
        }

        /** Answers itself what has this in it. */
        Between(Pattern itself, int status, @Nullable String code, String body) throws IOException {
            server.createContext("/", exchange -> {
                byte[] request = exchange.getRequestBody().readAllBytes();
                String query = String.valueOf(exchange.getRequestURI().getQuery());
                if ((query.contains("INSERT") && itself.matcher("INSERT").find())
                        || itself.matcher(new String(request, UTF_8)).find()) {
                    answered.incrementAndGet();
                    answer(exchange, status, code, body.getBytes(UTF_8));
                } else {
                    passOn(exchange, request);
                }
            });
            server.start();
        }

        private void passOn(HttpExchange exchange, byte[] request) throws IOException {
            URI there = OutboxFixture.settings(clickHouse).endpoint().resolve(exchange.getRequestURI());
            HttpRequest.Builder same =
                    HttpRequest.newBuilder(there).POST(HttpRequest.BodyPublishers.ofByteArray(request));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (name.toLowerCase(Locale.ROOT).startsWith("x-clickhouse")
                        || name.equalsIgnoreCase("authorization")
                        || name.equalsIgnoreCase("content-type")) {
                    values.forEach(value -> same.header(name, value));
                }
            });
            try {
                HttpResponse<byte[]> answer = http.send(same.build(), HttpResponse.BodyHandlers.ofByteArray());
                answer.headers().map().forEach((name, values) -> {
                    if (name.startsWith("x-clickhouse")) {
                        exchange.getResponseHeaders().put(name, values);
                    }
                });
                answer(exchange, answer.statusCode(), null, answer.body());
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        private static void answer(HttpExchange exchange, int status, @Nullable String code, byte[] body)
                throws IOException {
            if (code != null) {
                exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", code);
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        }

        ClickHouseSink sink() {
            ClickHouseSettings real = OutboxFixture.settings(clickHouse);
            return ClickHouseSink.create(new ClickHouseSettings(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                    List.of(),
                    List.of(),
                    real.login(),
                    real.name(),
                    real.newTable(),
                    real.inserts(),
                    real.outcomes()));
        }

        SendOutcome.Failed send() throws SinkException {
            try (ClickHouseSink sink = sink()) {
                sink.prepare();
                return (SendOutcome.Failed) sink.send(ANY_BATCH);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"503", "500"})
    void theTextOfAnErrorIsReadWhateverItsClass(int status) throws Exception {
        try (Between between = new Between(status, "76", NO_FILE_LEFT)) {
            SendOutcome.Failed outcome = between.send();

            assertThat(outcome.code()).isEqualTo(76);
            assertThat(outcome.reason())
                    .contains("Code: 76.", "Cannot open file", "Too many open files", "(CANNOT_OPEN_FILE)")
                    .doesNotContain("Unreadable");
        }
    }

    @Test
    void theRealServersNetworkErrorsAreReadToo() throws Exception {
        clickHouse.execute(
                "CREATE TABLE event_log (event_type String, event_date_time DateTime64(6), event_context String)"
                        + " AS remote('127.0.0.1:1', default.nobody_listens_there)");
        try (ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            sink.prepare();
            SendOutcome.Failed outcome = (SendOutcome.Failed) sink.send(ANY_BATCH);

            assertThat(outcome.code()).isEqualTo(210);
            assertThat(outcome.reason()).contains("Connection refused (127.0.0.1:1)");
        }
    }

    @ParameterizedTest
    @CsvSource({"503", "429"})
    void anAttemptIsOneRequest(int status) throws Exception {
        try (Between between = new Between(status, "76", NO_FILE_LEFT)) {
            between.send();

            assertThat(between.answered.get()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "502, Unknown",
        "503, Unknown",
        "504, Unknown",
        "429, Unavailable",
        "413, Refused",
        "403, Unavailable",
        "404, Unavailable"
    })
    void whatSomethingBetweenAnswersHasTheOutcomeOfItsState(int status, String outcome) throws Exception {
        try (Between between = new Between(status, null, "<html>no server\nbehind it</html>")) {
            SendOutcome.Failed failed = between.send();

            assertThat(failed.getClass().getSimpleName()).isEqualTo(outcome);
            assertThat(failed.reason()).contains("no server behind it", Integer.toString(status));
            assertThat(between.answered.get()).isEqualTo(1);
        }
    }

    /** A user has rights on few system tables as a rule. */
    @Test
    void aTableThatOneServerKeepsNeedsNoRightToLookAtReplicas() throws Exception {
        try (Between between = new Between(
                        Pattern.compile("system\\.(replicas|zookeeper)|SYNC REPLICA"),
                        500,
                        "497",
                        "Code: 497. DB::Exception: Not enough privileges. (ACCESS_DENIED)");
                ClickHouseSink sink = between.sink()) {
            long began = System.nanoTime();
            sink.prepare();

            assertThat(sink.remembers(System.nanoTime())).isTrue();
            assertThat(sink.remembers(began)).as("before the first look").isFalse();
            assertThat(sink.eventLog().highestId("any", 0)).isZero();
            assertThat(sink.eventLog().facts().replica()).isNull();
            assertThat(between.answered.get()).isZero();
        }
    }
}
