package dev.postrider.relay.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PeriodicTaskTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Logger log = (Logger) LoggerFactory.getLogger(PeriodicTask.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final PeriodicTask chore = new PeriodicTask("it can't be done", this::once, nanos::get);
    private @Nullable SQLException failure;
    private int times;

    private Duration once() throws SQLException {
        times++;
        if (failure != null) {
            throw failure;
        }
        return Duration.ofHours(1);
    }

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(lines);
    }

    @Test
    void isDoneAtOnceAndThenAsOftenAsItSays() {
        chore.doIfDue(MINUTE);
        chore.doIfDue(MINUTE);
        assertThat(times).isEqualTo(1);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        chore.doIfDue(MINUTE);
        assertThat(times).isEqualTo(2);
    }

    @Test
    void tellsOfAFailureOnceUntilItSucceedsAgain() {
        failure = new SQLException("permission denied", "42501");
        failThreeTimes();
        assertThat(warnings()).isEqualTo(1);
        failure = null;
        failThreeTimes();
        failure = new SQLException("permission denied", "42501");
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        failThreeTimes();
        assertThat(warnings()).isEqualTo(2);
        assertThat(lines.list.get(0).getFormattedMessage()).isEqualTo("it can't be done; delivery goes on");
    }

    @Test
    void leavesAnOutageOfTheDatabaseToTheThreadThatDelivers() {
        failure = new SQLException("connection refused", "08001");
        failThreeTimes();
        assertThat(times).isEqualTo(3);
        assertThat(warnings()).isZero();
    }

    private void failThreeTimes() {
        for (int i = 0; i < 3; i++) {
            chore.doIfDue(MINUTE);
            nanos.addAndGet(MINUTE.toNanos());
        }
    }

    private long warnings() {
        return lines.list.stream().filter(line -> line.getLevel() == Level.WARN).count();
    }
}
