package dev.postrider.relay.await;

import dev.postrider.outbox.PublishedEvent;
import dev.postrider.outbox.await.Delivery;
import dev.postrider.outbox.await.LedgerLook;
import dev.postrider.outbox.await.LedgerSight;
import dev.postrider.outbox.await.LedgerSight.State;
import dev.postrider.outbox.await.NotDelivered;
import dev.postrider.outbox.await.NotDelivered.Awaited;
import dev.postrider.outbox.await.SharedLook;
import dev.postrider.outbox.await.Sight;
import dev.postrider.relay.await.Queryability.NotQueryable;
import dev.postrider.relay.await.Queryability.Queryable;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Waits until an event can be queried, on every replica that is named: PostgreSQL says that its batch was acknowledged, and then each
 * replica of the event's shard is asked for the event itself, by its identity. Never says so early, and says what else became of the
 * event instead. A replica that is down, or lags behind, is waited for; who reads from some replicas alone names these.
 *
 * <p>Where only delivery matters, {@link dev.postrider.outbox.await.DeliveryWatch} asks PostgreSQL alone.
 *
 * <p>All who wait share one look: one statement in PostgreSQL, and one question for each replica. It comes 10 ms after the last one at the
 * earliest, 250 ms at the latest, and takes as long as the slowest replica. Make one and share it; thread-safe. Whoever makes it closes it.
 */
public final class QueryableWatch implements AutoCloseable {
    /** A replica that does not answer holds up all who wait. */
    private static final Duration LONGEST_QUESTION = Duration.ofSeconds(5);

    /** What may be in the event log. */
    private static final Set<State> MAY_BE_STORED = EnumSet.of(State.DELIVERED, State.GONE, State.REQUEUED);

    private final LedgerLook ledger;
    private final ReplicaLook replicas;
    private final List<ClickHouseSink> owned;
    private final SharedLook<Queryability> shared;

    private QueryableWatch(DataSource dataSource, List<List<EventLog>> shards, List<ClickHouseSink> owned) {
        this.ledger = new LedgerLook(dataSource);
        this.replicas = new ReplicaLook(shards);
        this.owned = owned;
        this.shared = new SharedLook<>("postrider-queryable-watch", this::look, NotQueryable::new);
    }

    /**
     * Asks every server that the settings name, of every shard; name those alone that answer queries. Connects to nothing yet.
     *
     * @param dataSource the primary that holds the outbox, for a user with any of the shipped roles
     * @param settings servers, user and table; the user needs the rights of one who verifies
     */
    public static QueryableWatch of(DataSource dataSource, ClickHouseSettings settings) {
        Duration timeout = settings.timeout().compareTo(LONGEST_QUESTION) < 0 ? settings.timeout() : LONGEST_QUESTION;
        List<ClickHouseSink> sinks = new ArrayList<>();
        List<List<EventLog>> shards = new ArrayList<>();
        for (ClickHouseSettings shard : settings.withTimeout(timeout).eachShard()) {
            List<ClickHouseSink> each =
                    shard.each().stream().map(ClickHouseSink::create).toList();
            sinks.addAll(each);
            shards.add(each.stream().map(ClickHouseSink::eventLog).toList());
        }
        return new QueryableWatch(dataSource, shards, sinks);
    }

    /**
     * Waits until the event can be queried, or certainly never will be. A database that is away is waited for too.
     *
     * @param timeout how long at the most; zero looks once. A look that a server does not answer may take 10 seconds more
     * @throws IllegalArgumentException if the time-out is negative
     * @throws IllegalStateException if this thread has published the event in a transaction that is still open, or this is closed
     * @throws CancellationException if this is closed meanwhile
     * @throws InterruptedException if the thread is interrupted
     */
    public Queryability awaitQueryable(PublishedEvent event, Duration timeout) throws InterruptedException {
        return shared.await(event, timeout);
    }

    /**
     * The same without blocking; may be called before the commit.
     *
     * @return completed by the thread that looks, so what depends on it must be quick; to cancel it ends the wait
     */
    public CompletableFuture<Queryability> queryable(PublishedEvent event, Duration timeout) {
        return shared.begin(event, timeout);
    }

    private Map<PublishedEvent, Sight<Queryability>> look(List<PublishedEvent> events) throws SQLException {
        Map<PublishedEvent, LedgerSight> sights = ledger.at(events);
        List<PublishedEvent> stored = events.stream()
                .filter(event -> sights.containsKey(event)
                        && MAY_BE_STORED.contains(sights.get(event).state()))
                .toList();
        String outbox =
                sights.values().stream().map(LedgerSight::outbox).findFirst().orElse("");
        Map<PublishedEvent, ReplicaLook.Where> where = replicas.at(outbox, stored);
        Map<PublishedEvent, Sight<Queryability>> seen = new HashMap<>();
        sights.forEach((event, sight) -> seen.put(event, sight(sight, where.get(event))));
        return seen;
    }

    private static Sight<Queryability> sight(LedgerSight ledger, ReplicaLook.@Nullable Where where) {
        Delivery outcome = ledger.outcome();
        if (where == null) {
            return outcome instanceof NotDelivered why ? new Sight.Last<>(new NotQueryable(why)) : ledger.notYet();
        }
        if (where.missing() == null) {
            return new Sight.Last<>(
                    outcome instanceof Delivery.Delivered delivered
                            ? new Queryable(where.replicas(), delivered.deliveredAt(), delivered.sinceCommit())
                            : new Queryable(where.replicas(), null, null));
        }
        if (ledger.state() == State.GONE && where.isNowhere() && outcome instanceof NotDelivered why) {
            return new Sight.Last<>(new NotQueryable(why));
        }
        return new Sight.NotYet<>(Awaited.REPLICAS, where.missing(), null);
    }

    /** Cancels what is still waited for, and closes the connections to ClickHouse. */
    @Override
    public void close() {
        shared.close();
        owned.forEach(ClickHouseSink::close);
    }
}
