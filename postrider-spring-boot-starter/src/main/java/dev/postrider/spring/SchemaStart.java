package dev.postrider.spring;

import dev.postrider.outbox.MigrationReport;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.spring.log.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;

/**
 * Brings the schema up to date when the application starts, or only checks it.
 *
 * <p>A database that can't be reached does not stop the start: a thread tries again until it can. A database that refuses, or
 * a schema that is missing where only a check was asked for, does.
 */
final class SchemaStart implements InitializingBean, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(SchemaStart.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final DataSource dataSource;
    private final boolean migrate;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean ready;
    private @Nullable Thread retries;

    SchemaStart(DataSource dataSource, boolean migrate) {
        this.dataSource = dataSource;
        this.migrate = migrate;
    }

    @Override
    public void afterPropertiesSet() {
        try {
            prepare();
            becomeReady();
        } catch (RuntimeException e) {
            if (!Reason.isUnavailable(e)) {
                throw new SchemaStartException("the schema postrider can't be used: " + Reason.of(e), e);
            }
            log.atWarn()
                    .addKeyValue("reason", Reason.of(e))
                    .log(
                            "PostgreSQL is unavailable; the start goes on, and the schema postrider is looked at when it is back:"
                                    + " {}",
                            Reason.of(e));
            Thread thread = new Thread(this::retry, "postrider-schema");
            thread.setDaemon(true);
            retries = thread;
            thread.start();
        }
    }

    /** Runs the step once the schema is ready: now, in this thread, or later in another. */
    void whenReady(Runnable step) {
        synchronized (waiting) {
            if (!ready) {
                waiting.add(step);
                return;
            }
        }
        step.run();
    }

    /** Forgets steps that have not run. */
    @Override
    public void destroy() {
        synchronized (waiting) {
            waiting.clear();
        }
        if (retries != null) {
            retries.interrupt();
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

    private void becomeReady() {
        List<Runnable> steps;
        synchronized (waiting) {
            ready = true;
            steps = List.copyOf(waiting);
            waiting.clear();
        }
        steps.forEach(Runnable::run);
    }

    private void retry() {
        String lastReason = "";
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(PAUSE.toMillis());
                prepare();
                log.info("PostgreSQL is back, the schema postrider is ready");
                becomeReady();
                return;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // said once for each reason: somebody may be mending it, grants for example
                if (!Reason.isUnavailable(e) && !Reason.of(e).equals(lastReason)) {
                    lastReason = Reason.of(e);
                    log.atError()
                            .addKeyValue("reason", lastReason)
                            .log("the schema postrider can't be used, which is tried again: {}", lastReason);
                }
            }
        }
    }
}
