package dev.postrider.relay.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.threads.StopSignal;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.List;
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
            StartupCheck examination =
                    new StartupCheck(pool, sink.eventLog(), Duration.ofMillis(100), new StopSignal());
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

    private static List<String> texts(ListAppender<ILoggingEvent> logged) {
        return List.copyOf(logged.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
