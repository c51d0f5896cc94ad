package dev.postrider.server.fleet;

import dev.postrider.outbox.MigrationReport;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.spring.log.Reason;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Brings one outbox's schema up to date, or only checks it, and tries again until that has succeeded: a database that is down, or
 * refuses, keeps no other from being delivered from. DOWN until then, with the reason.
 */
final class SchemaWait implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(SchemaWait.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String outbox;
    private final DataSource dataSource;
    private final boolean migrate;
    private final ScheduledExecutorService starts;
    private volatile String problem = "";
    private volatile boolean ready;

    /** @param starts the threads that the outboxes of the fleet share for this */
    SchemaWait(String outbox, DataSource dataSource, boolean migrate, ScheduledExecutorService starts) {
        this.outbox = outbox;
        this.dataSource = dataSource;
        this.migrate = migrate;
        this.starts = starts;
    }

    /** Returns at once; the step is run when the schema is ready, in another thread. */
    void thenRun(Runnable step) {
        starts.execute(() -> attemptUnderItsName(step));
    }

    private void attemptUnderItsName(Runnable step) {
        try (MDC.MDCCloseable bound = MDC.putCloseable("outbox", outbox)) {
            attempt(step);
        }
    }

    private void attempt(Runnable step) {
        try {
            prepare();
            if (!problem.isEmpty()) {
                log.info("the schema postrider is ready");
            }
            ready = true;
            step.run();
        } catch (RuntimeException | Error e) {
            tell(e);
            tryAgain(step);
        }
    }

    private void prepare() {
        if (!migrate) {
            OutboxSchema.requireCurrent(dataSource);
            return;
        }
        MigrationReport report = OutboxSchema.migrate(dataSource);
        if (!report.applied().isEmpty()) {
            log.atInfo()
                    .addKeyValue("version", report.version())
                    .addKeyValue("applied", report.applied())
                    .log("applied migrations of the schema postrider");
        }
    }

    /** Once for each reason. */
    private void tell(Throwable e) {
        String reason = Reason.of(e);
        if (reason.equals(problem)) {
            return;
        }
        problem = reason;
        if (Reason.isUnavailable(e)) {
            log.atWarn()
                    .addKeyValue("reason", reason)
                    .log(
                            "PostgreSQL is unavailable; this outbox is waited for, the others are delivered from: {}",
                            reason);
        } else {
            log.atError()
                    .addKeyValue("reason", reason)
                    .log("the schema postrider can't be used, which is tried again: {}", reason);
        }
    }

    private void tryAgain(Runnable step) {
        try {
            Future<?> unused =
                    starts.schedule(() -> attemptUnderItsName(step), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("the fleet is stopped; the schema is not looked at any more");
        }
    }

    @Override
    public Health health() {
        if (ready) {
            return Health.up().build();
        }
        return problem.isEmpty()
                ? Health.unknown().withDetail("reason", "not looked at yet").build()
                : Health.down().withDetail("reason", problem).build();
    }
}
