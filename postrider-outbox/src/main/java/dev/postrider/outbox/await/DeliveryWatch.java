package dev.postrider.outbox.await;

import dev.postrider.outbox.PublishedEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Waits until an event was delivered: its batch is acknowledged, so the server that took it stores it. Asks PostgreSQL alone, and works
 * whichever process delivers. Never says so early, and says what else became of the event instead.
 *
 * <p>Where one ClickHouse server keeps the event log, what was delivered can be queried there. A replica may lag behind: the relay's
 * {@code QueryableWatch} asks replicas too.
 *
 * <p>All who wait share one look, which borrows one connection: 10 ms after the last one at the earliest, 250 ms at the latest. A thousand
 * waits cost as many statements as one. Make one and share it; thread-safe. Whoever makes it closes it.
 */
public final class DeliveryWatch implements AutoCloseable {
    private final SharedLook<Delivery> shared;

    /**
     * Connects to nothing yet.
     *
     * @param dataSource the primary that holds the outbox, for a user with any of the shipped roles
     */
    public DeliveryWatch(DataSource dataSource) {
        LedgerLook ledger = new LedgerLook(dataSource);
        shared = new SharedLook<>("postrider-delivery-watch", events -> look(ledger, events), timedOut -> timedOut);
    }

    /**
     * Waits until the event was delivered, or certainly will not be. That PostgreSQL is away is waited for too.
     *
     * @param timeout how long at the most; zero looks once. A look that PostgreSQL does not answer may take 10 seconds more
     * @throws IllegalArgumentException if the time-out is negative
     * @throws IllegalStateException if this thread has published the event in a transaction that is still open, or this is closed
     * @throws CancellationException if this is closed meanwhile
     * @throws InterruptedException if the thread is interrupted
     */
    public Delivery awaitDelivered(PublishedEvent event, Duration timeout) throws InterruptedException {
        return shared.await(event, timeout);
    }

    /**
     * The same without blocking; may be called before the commit.
     *
     * @return completed by the thread that looks, so what depends on it must be quick; to cancel it ends the wait
     */
    public CompletableFuture<Delivery> delivered(PublishedEvent event, Duration timeout) {
        return shared.begin(event, timeout);
    }

    private static Map<PublishedEvent, Sight<Delivery>> look(LedgerLook ledger, List<PublishedEvent> events)
            throws SQLException {
        Map<PublishedEvent, Sight<Delivery>> sights = new HashMap<>();
        ledger.at(events).forEach((event, sight) -> {
            @Nullable Delivery outcome = sight.outcome();
            sights.put(event, outcome == null ? sight.notYet() : new Sight.Last<>(outcome));
        });
        return sights;
    }

    /** Cancels what is still waited for. */
    @Override
    public void close() {
        shared.close();
    }
}
