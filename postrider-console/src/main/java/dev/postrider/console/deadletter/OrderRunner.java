package dev.postrider.console.deadletter;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.spring.log.Reason;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * Carries out orders about dead letters, one after the other. How far an order got is in the database: whoever stops this process loses
 * nothing of it, and the order can be resumed. Thread-safe.
 */
final class OrderRunner implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(OrderRunner.class);

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread daemon = new Thread(task, "postrider-console-orders");
        daemon.setDaemon(true);
        return daemon;
    });
    private final Set<Work> atWork = ConcurrentHashMap.newKeySet();
    private final Map<Work, String> problems = new ConcurrentHashMap<>();

    private record Work(String outbox, long number) {}

    /** Returns at once. Nothing is done twice of an order that is being carried out. */
    void run(ConsoleOutbox outbox, long number) {
        Work work = new Work(outbox.name(), number);
        if (atWork.add(work)) {
            problems.remove(work);
            thread.execute(() -> carryOut(outbox, work));
        }
    }

    boolean isAtWork(ConsoleOutbox outbox, long number) {
        return atWork.contains(new Work(outbox.name(), number));
    }

    /** Why it could not be carried out when it was tried last; null if it could. */
    @Nullable
    String problem(ConsoleOutbox outbox, long number) {
        return problems.get(new Work(outbox.name(), number));
    }

    private void carryOut(ConsoleOutbox outbox, Work work) {
        try {
            long done = new DeadLetters(outbox.work()).resume(work.number(), soFar -> {});
            log.atInfo()
                    .addKeyValue("order", work.number())
                    .addKeyValue("letters", done)
                    .log("an order about dead letters is carried out");
        } catch (SQLException | RuntimeException e) {
            problems.put(work, Reason.of(e));
            log.atWarn()
                    .addKeyValue("order", work.number())
                    .addKeyValue("reason", Reason.of(e))
                    .log("an order about dead letters was broken off");
        } finally {
            atWork.remove(work);
        }
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
    }
}
