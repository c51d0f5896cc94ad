package dev.postrider.spring.watch;

import dev.postrider.relay.budget.OutboxSpace;
import dev.postrider.relay.status.LagWatch;
import dev.postrider.relay.status.OutboxStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.context.SmartLifecycle;

/** Watches the outbox in PostgreSQL: what waits and for how long, how much disk it takes, and whether a relay is active anywhere. */
public final class OutboxWatch implements SmartLifecycle {

    private static final Duration INTERVAL = Duration.ofSeconds(3);

    /** A look takes milliseconds; a pool that waits for a silent server lets it wait for half a minute. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(6);

    /** A look costs PostgreSQL some five milliseconds: a process with many outboxes looks ten times a second in all. */
    private static final Duration BETWEEN_LOOKS_OF_ALL = Duration.ofMillis(100);

    private final Watch<Look> watch;
    private volatile boolean running;

    /** What one look gives. */
    private record Look(OutboxStatus status, OutboxSpace space) {}

    /** Looks at nothing yet. */
    public OutboxWatch(DataSource dataSource) {
        this(dataSource, INTERVAL);
    }

    private OutboxWatch(DataSource dataSource, Duration interval) {
        LagWatch lagWatch = new LagWatch();
        this.watch = new Watch<>(
                "postrider-watch-outbox", () -> read(dataSource, lagWatch), interval, LONGEST_LOOK, Clock.systemUTC());
    }

    /** As {@link #OutboxWatch(DataSource)}, for one of so many outboxes that this process watches: of many, each more seldom. */
    public static OutboxWatch oneOf(int outboxes, DataSource dataSource) {
        return new OutboxWatch(dataSource, intervalOfEach(outboxes));
    }

    static Duration intervalOfEach(int outboxes) {
        Duration interval = BETWEEN_LOOKS_OF_ALL.multipliedBy(outboxes);
        return interval.compareTo(INTERVAL) > 0 ? interval : INTERVAL;
    }

    /** What the last look gave, a few seconds old at most. Never blocks. */
    public Observation<OutboxStatus> last() {
        return watch.last().map(Look::status);
    }

    /** How much disk the outbox took at the last look, and whether publishing was refused. Never blocks. */
    public Observation<OutboxSpace> space() {
        return watch.last().map(Look::space);
    }

    private static Look read(DataSource dataSource, LagWatch lagWatch) throws SQLException {
        try (Connection connection = OutboxStatus.look(dataSource)) {
            return new Look(OutboxStatus.read(connection, lagWatch), OutboxSpace.read(connection));
        }
    }

    @Override
    public void start() {
        running = true;
        watch.start();
    }

    @Override
    public void stop() {
        running = false;
        watch.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
