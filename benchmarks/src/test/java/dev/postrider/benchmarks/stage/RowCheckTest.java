package dev.postrider.benchmarks.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every scenario's figures rest on: a delivery that is not exactly what was published is noticed. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class RowCheckTest {
    private static final int EVENTS = 12;
    private static final String CHANGED = "INSERT INTO changed SELECT * REPLACE (%s) FROM event_log";

    private final PostgresDatabase outbox;
    private final ClickHouseDatabase eventLog;

    RowCheckTest(PostgresDatabase outbox, ClickHouseDatabase eventLog) {
        this.outbox = outbox;
        this.eventLog = eventLog;
    }

    @BeforeEach
    void deliver() {
        OutboxSchema.migrate(outbox.dataSource());
        outbox.execute("""
                SELECT count(postrider.publish('thing_' || n, json_build_object('n', n, 'text', E'Grüße\\n\\t✓'), 'Test',
                         timestamptz '1999-12-31 23:59:59.999999Z' + n * interval '7 years 1 microsecond', 1 + n,
                         CASE WHEN n % 2 = 0 THEN '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' END))
                FROM generate_series(1, 12) AS n""");
        ClickHouseSettings target = ClickHouseSettings.at(eventLog.url())
                .withDatabase(eventLog.name())
                .withLogin(eventLog.user(), eventLog.password());
        try (HikariDataSource pool = RelayRun.pool(outbox.jdbcUrl());
                Relay relay = new Relay(
                        pool,
                        ClickHouseSink.create(target),
                        RelaySettings.defaults().withMaxWait(Duration.ZERO),
                        RelayListener.none())) {
            relay.start();
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() ->
                            eventLog.queryOne("SELECT count() FROM event_log").equals(Integer.toString(EVENTS)));
        }
        eventLog.execute("CREATE TABLE changed AS event_log");
    }

    private void compare() throws Exception {
        RowCheck.expected(outbox).compare(eventLog, "changed");
    }

    @Test
    void whatIsThereOnceAsItWasPublishedPasses() throws Exception {
        eventLog.execute("INSERT INTO changed SELECT * FROM event_log");
        assertThat(RowCheck.expected(outbox).events()).isEqualTo(EVENTS);
        compare();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, EVENTS})
    void aMissingEventIsNoticed(int id) {
        eventLog.execute("INSERT INTO changed SELECT * FROM event_log WHERE event_id != " + id);
        assertThatThrownBy(this::compare).hasMessageContaining("differ").hasMessageContaining("event and hash " + id);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, EVENTS})
    void aRepeatedEventIsNoticed(int id) {
        eventLog.execute("INSERT INTO changed SELECT * FROM event_log");
        eventLog.execute("INSERT INTO changed SELECT * FROM event_log WHERE event_id = " + id);
        assertThatThrownBy(this::compare).hasMessageContaining("differ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, EVENTS + 1})
    void anEventThatNobodyPublishedIsNoticed(int id) {
        eventLog.execute("INSERT INTO changed SELECT * FROM event_log");
        eventLog.execute("INSERT INTO changed SELECT * REPLACE (toUInt64(" + id
                + ") AS event_id) FROM (SELECT * FROM event_log WHERE event_id = 6)");
        assertThatThrownBy(this::compare).hasMessageContaining("differ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event_type || 'x' AS event_type",
                "event_date_time + toIntervalMicrosecond(event_id = 6) AS event_date_time",
                "if(event_id = 6, 'other', environment) AS environment",
                "replaceOne(event_context, 'ü', 'u') AS event_context",
                "metadata_version + (event_id = 6) AS metadata_version",
                "if(event_id = 6, 'other', outbox) AS outbox",
                "if(event_id = 6, '', trace_parent) AS trace_parent"
            })
    void aValueThatIsAnotherIsNoticed(String change) {
        eventLog.execute(CHANGED.formatted(change));
        assertThatThrownBy(this::compare).hasMessageContaining("differ");
    }
}
