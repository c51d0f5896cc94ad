package dev.postrider.console.verification;

import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.verify.Repair;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.spring.log.Reason;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;

/** Compares in the background what people asked for: one comparison at a time, the last one of each outbox remembered. Thread-safe. */
final class Comparisons implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(Comparisons.class);

    private final ConsoleEventLog eventLog;
    private final InstantSource clock;
    private final Map<String, Comparison> last = new ConcurrentHashMap<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread daemon = new Thread(task, "postrider-console-verification");
        daemon.setDaemon(true);
        return daemon;
    });

    Comparisons(ConsoleEventLog eventLog, ObjectProvider<InstantSource> clock) {
        this.eventLog = eventLog;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    /** The last one that was asked for; null if none was since this process started. */
    @Nullable
    Comparison last(ConsoleOutbox outbox) {
        return last.get(outbox.name());
    }

    /** Why nothing can be sent again from here; null if it can. */
    @Nullable
    String whyNoRepair() {
        return eventLog.hasReplicas()
                ? "Several servers are named: postrider verify --repair asks each of them first."
                : null;
    }

    /**
     * Begins one, unless one is under way for the outbox.
     *
     * @return whether it was begun
     */
    synchronized boolean begin(ConsoleOutbox outbox, Comparison.Kind kind, VerifyScope scope, Decision by) {
        Comparison known = last.get(outbox.name());
        if (known != null && known.isUnderWay()) {
            return false;
        }
        Comparison begun = new Comparison(kind, scope, clock.instant());
        last.put(outbox.name(), begun);
        thread.execute(() -> run(outbox, begun, by));
        return true;
    }

    private void run(ConsoleOutbox outbox, Comparison comparison, Decision by) {
        try {
            VerifyListener listener = comparison.listener();
            if (comparison.kind() == Comparison.Kind.COMPARE) {
                comparison.found(
                        new Verification(outbox.work(), eventLog.get()).run(comparison.scope(), listener),
                        null,
                        clock.instant());
                return;
            }
            var report = new Repair(outbox.work(), eventLog.sink())
                    .run(comparison.scope(), comparison.kind() == Comparison.Kind.DRY_RUN, by, listener);
            comparison.found(report.found(), report, clock.instant());
        } catch (SQLException | SinkException | RuntimeException e) {
            comparison.failed(Reason.of(e), clock.instant());
            log.atWarn()
                    .addKeyValue("reason", Reason.of(e))
                    .log("a comparison that was asked for in the console was broken off");
        }
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
    }
}
