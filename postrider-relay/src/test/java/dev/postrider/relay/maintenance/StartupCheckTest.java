package dev.postrider.relay.maintenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.threads.Bulkhead;
import dev.postrider.relay.threads.StopSignal;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@PostriderTest
class StartupCheckTest {

    @Test
    void whatTheEventLogCannotPromiseIsLoggedOnceWithItsRemedy(
            PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        clickHouse.execute("""
                CREATE TABLE event_log (event_type String, event_date_time DateTime64(6), environment String,
                  event_context String, metadata_version Int32 DEFAULT 1) ENGINE = MergeTree ORDER BY (event_type, event_date_time)""");
        Logger logger = (Logger) LoggerFactory.getLogger(StartupCheck.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            StartupCheck examination = new StartupCheck(
                    pool,
                    sink.eventLog(),
                    Duration.ofMillis(100),
                    Duration.ofMinutes(1),
                    Bulkhead.open(),
                    new StopSignal());
            examination.beginOnce();
            examination.beginOnce();

            await().atMost(Duration.ofSeconds(20)).until(() -> texts(logged).size() >= 2);
            assertThat(texts(logged))
                    .filteredOn(line -> line.contains(clickHouse.name() + ".event_log has no deduplication window"))
                    .singleElement()
                    .asString()
                    .contains("stored twice", "MODIFY SETTING non_replicated_deduplication_window = 10000");
            assertThat(texts(logged))
                    .anyMatch(
                            line -> line.contains("no column that can be written for event_id, outbox, trace_parent"));
            assertThat(texts(logged)).noneMatch(line -> line.contains("no relay is active"));
        } finally {
            logger.detachAppender(logged);
        }
    }

    @Test
    void aServerThatWasUpgradedIsLoggedOnceWithItsKnownFaults(PostgresDatabase postgres) throws IOException {
        OutboxFixture.makeOutbox(postgres);
        AtomicReference<String> version = new AtomicReference<>("26.7.3.9");
        AtomicInteger asked = new AtomicInteger();
        HttpServer clickHouse = thatTells(version, asked);
        Logger logger = (Logger) LoggerFactory.getLogger(StartupCheck.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        StopSignal stop = new StopSignal();
        URI endpoint = URI.create("http://127.0.0.1:" + clickHouse.getAddress().getPort());
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                ClickHouseSink sink = ClickHouseSink.create(ClickHouseSettings.at(endpoint))) {
            new StartupCheck(pool, sink.eventLog(), Duration.ZERO, Duration.ofMillis(50), Bulkhead.open(), stop)
                    .beginOnce();
            for (String next : List.of("26.7.3.9", "26.6.2.98", "26.7.3.9", "26.6.2.98", "26.7.3.9")) {
                version.set(next);
                int before = asked.get();
                await().atMost(Duration.ofMinutes(1)).until(() -> asked.get() > before + 2);
            }
        } finally {
            stop.end();
            clickHouse.stop(0);
            logger.detachAppender(logged);
        }

        assertThat(texts(logged))
                .filteredOn(line -> line.startsWith("the server is now"))
                .containsExactly("the server is now ClickHouse 26.6.2.98");
        assertThat(texts(logged))
                .filteredOn(line -> line.startsWith("ClickHouse 26.6.2.98 has a known fault: an insert through a view"))
                .singleElement()
                .asString()
                .contains("could not be found out", "pull/112649", "Upgrade to");
    }

    @Test
    void whoWaitsForItsTurnAsksNobodyAnyMoreWhenItIsTimeToStop(PostgresDatabase postgres) throws IOException {
        OutboxFixture.makeOutbox(postgres);
        AtomicInteger asked = new AtomicInteger();
        HttpServer clickHouse = thatTells(new AtomicReference<>("26.7.3.9"), asked);
        StopSignal stop = new StopSignal();
        Bulkhead turns = Bulkhead.of(1);
        URI endpoint = URI.create("http://127.0.0.1:" + clickHouse.getAddress().getPort());
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                ClickHouseSink sink = ClickHouseSink.create(ClickHouseSettings.at(endpoint));
                Bulkhead.Place unused = turns.enter(stop)) {
            new StartupCheck(pool, sink.eventLog(), Duration.ZERO, Duration.ofMinutes(1), turns, stop).beginOnce();
            await().during(Duration.ofMillis(300)).until(() -> asked.get() == 0);

            stop.end();
            await().during(Duration.ofSeconds(1)).until(() -> asked.get() == 0);
        } finally {
            clickHouse.stop(0);
        }
    }

    /** Tells a version, and answers nothing else. */
    private static HttpServer thatTells(AtomicReference<String> version, AtomicInteger asked) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean isVersion = new String(exchange.getRequestBody().readAllBytes(), UTF_8).equals("SELECT version()");
            if (isVersion) {
                asked.incrementAndGet();
            }
            byte[] answer = (isVersion
                            ? Objects.requireNonNull(version.get())
                            : "Code: 497. DB::Exception: not enough privileges")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(isVersion ? 200 : 500, answer.length);
            try (exchange) {
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
        return server;
    }

    private static List<String> texts(ListAppender<ILoggingEvent> logged) {
        return List.copyOf(logged.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
