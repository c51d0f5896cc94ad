package dev.postrider.relay.tools.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.search.QueryEndedException;
import dev.postrider.relay.sink.search.QueryLimits;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostriderTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class EventExportTest extends EventLogFixture {
    private static final Duration SOON = Duration.ofSeconds(30);

    EventExportTest(ClickHouseDatabase clickHouse) {
        super(clickHouse);
    }

    private String export(EventFilter filter, ExportFormat format) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long bytes = new EventExport(sink.eventLog()).stream(filter, format, out, new RunningQuery());
        assertThat(bytes).isEqualTo(out.size());
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void hasAContextAsItsTextInEachFormat(@TempDir Path folder) throws Exception {
        makeLog(EventJson.MATERIALIZED);
        String context = "{ \"z\": 12345678901234567890.10,\n \"a\" : \"\\u0000, \\\"ü\"}";
        insert("n", context, "{\"z\": 2}");

        assertThat(export(EventFilter.all().and("z = 2"), ExportFormat.CSV)).isEqualTo("""
                "event_date_time","event_type","environment","metadata_version","event_id","outbox","trace_parent","event_context"
                "2026-11-27T12:00:02.000000Z","n","Test",1,2,"shop","","{""z"": 2}"
                """);
        assertThat(export(EventFilter.all().withEventId(1L), ExportFormat.JSON_LINES))
                .isEqualTo(
                        "{\"event_date_time\":\"2026-11-27T12:00:01.000000Z\",\"event_type\":\"n\",\"environment\":\"Test\","
                                + "\"metadata_version\":1,\"event_id\":1,\"outbox\":\"shop\",\"trace_parent\":\"\",\"event_context\":\""
                                + context.replace("\\", "\\\\")
                                        .replace("\"", "\\\"")
                                        .replace("\n", "\\n") + "\"}\n");
        Path file = folder.resolve("events.parquet");
        try (OutputStream out = Files.newOutputStream(file)) {
            new EventExport(sink.eventLog()).stream(EventFilter.all(), ExportFormat.PARQUET, out, new RunningQuery());
        }
        byte[] parquet = Files.readAllBytes(file);
        assertThat(new String(parquet, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
        assertThat(new String(parquet, parquet.length - 4, 4, StandardCharsets.US_ASCII))
                .isEqualTo("PAR1");
    }

    @Test
    void comesInTheOrderOfTheTableWithTimesInUtc() throws Exception {
        clickHouse.execute(
                "CREATE TABLE event_log (event_type String, event_date_time DateTime64(6, 'Asia/Kathmandu'),"
                        + " environment String, event_context String) ENGINE = MergeTree ORDER BY (event_date_time, event_type)");
        clickHouse.execute(
                "INSERT INTO event_log SELECT 't', toDateTime64('2026-11-27 11:00:00', 6, 'UTC') + number % 3,"
                        + " 'Test', '{}' FROM numbers(3)");

        assertThat(export(EventFilter.all(), ExportFormat.JSON_LINES).lines().map(line -> line.substring(0, 50)))
                .containsExactly(
                        "{\"event_date_time\":\"2026-11-27T11:00:00.000000Z\",\"",
                        "{\"event_date_time\":\"2026-11-27T11:00:01.000000Z\",\"",
                        "{\"event_date_time\":\"2026-11-27T11:00:02.000000Z\",\"");
    }

    private void makeEndlessLog() {
        clickHouse.execute(
                "CREATE VIEW event_log AS SELECT 't' AS event_type, now64(6, 'UTC') AS event_date_time,"
                        + " concat('{\"n\":', toString(number), '}') AS event_context FROM (SELECT number FROM system.numbers)");
    }

    private long underWay(RunningQuery running) {
        return Long.parseLong(clickHouse.queryOne(
                "SELECT count() FROM system.processes WHERE startsWith(query_id, '" + running.queryIds() + "')"));
    }

    /** Counts, and throws what it is given. */
    private static final class Counting extends OutputStream {
        private final AtomicLong bytes = new AtomicLong();
        private final long most;

        Counting(long most) {
            this.most = most;
        }

        @Override
        public void write(int one) {
            bytes.incrementAndGet();
        }

        @Override
        public void write(byte[] some, int offset, int length) throws IOException {
            if (bytes.addAndGet(length) > most) {
                throw new IOException("the browser went away");
            }
        }
    }

    /** How an export of a log without an end ends. Its own limit is far away. */
    private CompletableFuture<Throwable> endOf(ExportFormat format, OutputStream out, RunningQuery running) {
        EventExport export =
                new EventExport(sink.eventLog(), QueryLimits.ofExport().within(Duration.ofMinutes(2)));
        return CompletableFuture.supplyAsync(() -> {
            try {
                export.stream(EventFilter.all(), format, out, running);
                throw new IllegalStateException("an endless log ended");
            } catch (SinkException | IOException e) {
                return e;
            }
        });
    }

    @Test
    void whoClosesTheStreamEndsTheQueryInClickHouse() throws Exception {
        makeEndlessLog();
        RunningQuery running = new RunningQuery();

        assertThat(endOf(ExportFormat.JSON_LINES, new Counting(5_000_000), running)
                        .get(SOON.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(IOException.class)
                .hasMessage("the browser went away");

        Awaitility.await().atMost(SOON).until(() -> underWay(running) == 0);
    }

    @Test
    void anExportThatIsCancelledEndsInClickHouseToo() throws Exception {
        makeEndlessLog();
        RunningQuery running = new RunningQuery();
        Counting out = new Counting(Long.MAX_VALUE);
        CompletableFuture<Throwable> end = endOf(ExportFormat.CSV, out, running);
        Awaitility.await().atMost(SOON).until(() -> out.bytes.get() > 5_000_000);
        assertThat(underWay(running)).isEqualTo(1);

        running.cancel();

        assertThat(end.get(SOON.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(QueryEndedException.class)
                .hasMessage("the search was cancelled");
        Awaitility.await().atMost(SOON).until(() -> underWay(running) == 0);
    }

    @Test
    void aFailureInTheMiddleIsNoEnd() throws Exception {
        clickHouse.execute("CREATE VIEW event_log AS SELECT 't' AS event_type, now64(6, 'UTC') AS event_date_time,"
                + " toString(throwIf(number = 2000000, 'the disk is gone')) AS event_context"
                + " FROM (SELECT number FROM system.numbers LIMIT 3000000)");
        Counting out = new Counting(Long.MAX_VALUE);

        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(() -> new EventExport(sink.eventLog())
                        .stream(EventFilter.all(), ExportFormat.CSV, out, new RunningQuery()));
        assertThat(out.bytes).hasPositiveValue();
    }

    /** As a server does for a user whose profile is read-only: what changes a setting is refused. */
    @Test
    void aUserWhoMaySetNothingIsAnsweredAndTold() throws Exception {
        makeLog(EventJson.MATERIALIZED);
        insert("n", "{\"n\": 1}");
        HttpServer front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestURI().getQuery().contains("max_execution_time")) {
                byte[] refusal =
                        "Code: 164. DB::Exception: Cannot modify 'max_execution_time' setting in readonly mode. (READONLY)"
                                .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("X-ClickHouse-Exception-Code", "164");
                exchange.sendResponseHeaders(500, refusal.length);
                exchange.getResponseBody().write(refusal);
            } else {
                byte[] answer = forward(exchange.getRequestURI(), exchange.getRequestHeaders(), body);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        front.start();
        try (ClickHouseSink behind =
                OutboxFixture.sink(clickHouse.through(front.getAddress().getPort()))) {
            RunningQuery running = new RunningQuery();

            assertThat(new EventSearch(behind.eventLog())
                            .page(EventFilter.all().and("n = 1"), null, 10, running)
                            .events())
                    .hasSize(1);
            assertThat(running.notes()).singleElement().asString().contains("may not change settings");
        } finally {
            front.stop(0);
        }
    }

    private byte[] forward(URI asked, com.sun.net.httpserver.Headers headers, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(clickHouse.url().resolve(asked.toString()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach((name, values) -> {
            if (name.toLowerCase(java.util.Locale.ROOT).startsWith("x-clickhouse")
                    || name.equalsIgnoreCase("authorization")) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return HttpClient.newHttpClient()
                    .send(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
