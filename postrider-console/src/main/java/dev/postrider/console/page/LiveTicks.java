package dev.postrider.console.page;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.spring.watch.Observation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Looks at what the watches saw last, asks no database, and tells each open page when that has changed. A connection ends after some
 * minutes, and the browser makes another one: so whoever is logged out gets no news any more. Thread-safe.
 */
final class LiveTicks implements SmartLifecycle {
    static final int MOST = 200;

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int EVERY_MILLIS = 500;

    /** Ages on the pages go on meanwhile. */
    private static final int AT_LEAST_EVERY = 20;

    private final Map<SseEmitter, Subscriber> subscribers = new ConcurrentHashMap<>();
    private ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(LiveTicks::daemon);
    private boolean running;

    /** A page, and what it was told last. For the one thread that tells. */
    private static final class Subscriber {
        private final ConsoleOutbox outbox;
        private Object told = "";
        private int silent;

        Subscriber(ConsoleOutbox outbox) {
            this.outbox = outbox;
            this.told = seen(outbox);
        }

        boolean hasNews() {
            Object now = seen(outbox);
            silent++;
            if (now.equals(told) && silent < AT_LEAST_EVERY) {
                return false;
            }
            told = now;
            silent = 0;
            return true;
        }

        private static Object seen(ConsoleOutbox outbox) {
            Observation<OutboxStatus> last = outbox.watch().last();
            if (last instanceof Observation.Seen<OutboxStatus> seen) {
                OutboxStatus status = seen.value();
                return List.of(
                        status.state(),
                        String.valueOf(status.pending()),
                        status.processed(),
                        status.failed(),
                        status.lagInWords(),
                        String.valueOf(status.progress().lastSuccess()),
                        String.valueOf(status.activeRelay()));
            }
            return last.toString();
        }
    }

    SseEmitter subscribe(ConsoleOutbox outbox) {
        if (subscribers.size() >= MOST) {
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE, MOST + " pages are open already; this one stays as it is");
        }
        SseEmitter emitter = new SseEmitter(LONGEST.toMillis());
        subscribers.put(emitter, new Subscriber(outbox));
        emitter.onCompletion(() -> subscribers.remove(emitter));
        emitter.onTimeout(emitter::complete);
        emitter.onError(e -> subscribers.remove(emitter));
        return emitter;
    }

    private void tell() {
        subscribers.forEach((emitter, subscriber) -> {
            if (subscriber.hasNews()) {
                send(emitter);
            }
        });
    }

    private void send(SseEmitter emitter) {
        try {
            emitter.send(SseEmitter.event().name("changed").data(""));
        } catch (IOException | IllegalStateException e) {
            // the page was closed
            subscribers.remove(emitter);
            emitter.completeWithError(e);
        }
    }

    @Override
    public synchronized void start() {
        running = true;
        if (thread.isShutdown()) {
            thread = Executors.newSingleThreadScheduledExecutor(LiveTicks::daemon);
        }
        Future<?> unused = thread.scheduleWithFixedDelay(this::tell, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Open connections would hold up a graceful stop. */
    @Override
    public synchronized void stop() {
        running = false;
        thread.shutdownNow();
        subscribers.keySet().forEach(SseEmitter::complete);
        subscribers.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    private static Thread daemon(Runnable task) {
        Thread daemon = new Thread(task, "postrider-console-live");
        daemon.setDaemon(true);
        return daemon;
    }
}
