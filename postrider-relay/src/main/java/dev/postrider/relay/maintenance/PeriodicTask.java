package dev.postrider.relay.maintenance;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Something that is done now and then. Its failure is told once, until it succeeds again, and keeps nothing else from going on. */
final class PeriodicTask {
    private static final Logger log = LoggerFactory.getLogger(PeriodicTask.class);

    private final String failure;
    private final Work work;
    private final LongSupplier nanoTime;
    private long dueAt;
    private boolean told;

    /** Does it once, and gives the time until it is to be done again. */
    @FunctionalInterface
    interface Work {
        Duration once() throws SQLException;
    }

    /**
     * Due at once.
     *
     * @param failure what it means that it failed, for people
     */
    PeriodicTask(String failure, Work work, LongSupplier nanoTime) {
        this.failure = failure;
        this.work = work;
        this.nanoTime = nanoTime;
        this.dueAt = nanoTime.getAsLong();
    }

    /** How long it is until it is due; negative if it is overdue. */
    Duration left() {
        return Duration.ofNanos(dueAt - nanoTime.getAsLong());
    }

    void doIfDue(Duration afterFailure) {
        if (nanoTime.getAsLong() - dueAt < 0) {
            return;
        }
        Duration next = afterFailure;
        try {
            next = work.once();
            told = false;
        } catch (SQLException | RuntimeException e) {
            boolean news = !told && !isOutage(e);
            log.atLevel(news ? Level.WARN : Level.DEBUG).setCause(e).log("{}; delivery goes on", failure);
            told |= news;
        }
        dueAt = nanoTime.getAsLong() + next.toNanos();
    }

    /** A database that can't be reached is reported by the thread that delivers. */
    private static boolean isOutage(Exception e) {
        String state = e instanceof SQLException database ? database.getSQLState() : "";
        return e instanceof SQLTransientConnectionException
                || state == null
                || state.startsWith("08")
                || state.startsWith("57P");
    }
}
