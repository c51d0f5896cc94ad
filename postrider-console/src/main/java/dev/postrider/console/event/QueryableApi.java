package dev.postrider.console.event;

import dev.postrider.console.answer.Answer;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.PageTime;
import dev.postrider.outbox.PublishedEvent;
import dev.postrider.outbox.await.NotDelivered;
import dev.postrider.relay.await.Queryability;
import dev.postrider.relay.await.QueryableWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Waiting until an event can be queried, by the admin API. */
@ApiController
@RequestMapping("${postrider.console.api-path}")
final class QueryableApi implements DisposableBean {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Each that waits holds a thread of the web server. */
    private static final int MOST = 50;

    private final ConsoleEventLog eventLog;
    private final Map<String, QueryableWatch> watches = new ConcurrentHashMap<>();
    private final Semaphore free = new Semaphore(MOST);

    QueryableApi(ConsoleEventLog eventLog) {
        this.eventLog = eventLog;
    }

    /**
     * Whether an event can be queried.
     *
     * @param queryable whether each replica has it; never true early
     * @param why null if it can be queried: rolled_back, dead_letter, requeued, unknown, or timed_out
     * @param awaited what was waited for when the time was up: database, commit, delivery, replicas; null otherwise
     * @param reason in words; null where there is none
     * @param replicas those that have it
     */
    record Outcome(
            boolean queryable,
            @Nullable String why,
            @Nullable String awaited,
            @Nullable String reason,
            List<String> replicas,
            @Nullable Instant deliveredAt,
            @Nullable Duration sinceCommit)
            implements Answer {

        static Outcome of(Queryability found) {
            if (found instanceof Queryability.Queryable there) {
                return new Outcome(true, null, null, null, there.replicas(), there.deliveredAt(), there.sinceCommit());
            }
            return of(((Queryability.NotQueryable) found).why());
        }

        private static Outcome of(NotDelivered why) {
            if (why instanceof NotDelivered.DeadLetter letter) {
                return not(letter.isRequeued() ? "requeued" : "dead_letter", null, letter.reason());
            }
            if (why instanceof NotDelivered.TimedOut late) {
                return not("timed_out", late.awaited().name().toLowerCase(Locale.ROOT), late.reason());
            }
            if (why instanceof NotDelivered.Unknown unknown) {
                return not("unknown", null, unknown.reason());
            }
            return not("rolled_back", null, null);
        }

        private static Outcome not(String why, @Nullable String awaited, @Nullable String reason) {
            return new Outcome(false, why, awaited, reason, List.of(), null, null);
        }
    }

    /**
     * Waits.
     *
     * @param eventDateTime with the id the event's identity
     * @param transaction that published it
     * @param database in which it was published, as {@code postrider.life()} says
     * @param timeout seconds, 0 to 60
     */
    @GetMapping("/events/{id:-?\\d+}/queryable")
    Outcome await(
            ConsoleOutbox outbox,
            @PathVariable long id,
            @RequestParam("event_date_time") String eventDateTime,
            @RequestParam long transaction,
            @RequestParam String database,
            @RequestParam(defaultValue = "10") int timeout)
            throws InterruptedException {
        if (timeout < 0 || timeout > LONGEST.toSeconds()) {
            throw new IllegalArgumentException("timeout is " + timeout + ", must be 0 to " + LONGEST.toSeconds());
        }
        PublishedEvent event = PublishedEvent.of(id, time(eventDateTime), transaction, database);
        if (!free.tryAcquire()) {
            throw new IllegalArgumentException(MOST + " others wait; try again when one of them has ended");
        }
        try {
            return Outcome.of(watch(outbox).awaitQueryable(event, Duration.ofSeconds(timeout)));
        } finally {
            free.release();
        }
    }

    private QueryableWatch watch(ConsoleOutbox outbox) {
        return watches.computeIfAbsent(
                outbox.name(), name -> QueryableWatch.of(outbox.dataSource(), eventLog.settings()));
    }

    private static Instant time(String text) {
        Instant time = PageTime.of(text, Instant.EPOCH);
        if (time == null) {
            throw new IllegalArgumentException("event_date_time is empty, must be like 2026-11-28T03:12:00.123456Z");
        }
        return time;
    }

    @Override
    public void destroy() {
        watches.values().forEach(QueryableWatch::close);
    }
}
