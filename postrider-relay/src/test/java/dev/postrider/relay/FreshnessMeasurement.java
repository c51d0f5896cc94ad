package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.outbox.Event;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.outbox.PublishedEvent;
import dev.postrider.outbox.await.Delivery;
import dev.postrider.outbox.await.DeliveryWatch;
import dev.postrider.relay.await.Queryability;
import dev.postrider.relay.await.QueryableWatch;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long it takes from a commit until somebody who waits is told that the event was delivered, or can be queried: at a steady rate, an
 * event a transaction, with max-wait 0. Prints a line each; {@code make measure-freshness} runs it. Databases, relay and publishers share
 * the machine.
 */
@PostriderTest
@Tag("measure")
class FreshnessMeasurement {
    private static final int RATE = Integer.getInteger("postrider.measure.rate", 1_000);
    private static final int SECONDS = Integer.getInteger("postrider.measure.seconds", 15);
    private static final int WARM_UP_SECONDS = 5;
    private static final int PUBLISHERS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Outbox OUTBOX = Outbox.create(OutboxSettings.defaults());

    private interface Wait {
        CompletableFuture<Boolean> isThere(PublishedEvent event);
    }

    @Test
    void fromCommitToTheAnswer(PostgresDatabase postgres, ClickHouseDatabase clickHouse) throws Exception {
        OutboxFixture.makeOutbox(postgres);
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay = new Relay(
                        pool,
                        OutboxFixture.sink(clickHouse),
                        RelaySettings.defaults().withMaxWait(Duration.ZERO),
                        RelayListener.none());
                DeliveryWatch delivery = new DeliveryWatch(pool);
                QueryableWatch queries = QueryableWatch.of(pool, OutboxFixture.settings(clickHouse))) {
            relay.start();
            measure(
                    "delivered",
                    postgres,
                    event -> delivery.delivered(event, PATIENCE).thenApply(Delivery.Delivered.class::isInstance));
            measure(
                    "queryable",
                    postgres,
                    event -> queries.queryable(event, PATIENCE).thenApply(Queryability.Queryable.class::isInstance));
        }
    }

    private static void measure(String what, PostgresDatabase postgres, Wait wait) throws Exception {
        Queue<Long> micros = new ConcurrentLinkedQueue<>();
        Queue<CompletableFuture<?>> waits = new ConcurrentLinkedQueue<>();
        long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
        long end = warm + TimeUnit.SECONDS.toNanos(SECONDS);
        List<Connection> connections = new ArrayList<>();
        List<Future<?>> publishing = new ArrayList<>();
        ScheduledExecutorService publishers = Executors.newScheduledThreadPool(PUBLISHERS);
        try {
            for (int i = 0; i < PUBLISHERS; i++) {
                Connection connection = postgres.connect();
                connection.setAutoCommit(false);
                connections.add(connection);
                Function<Long, Boolean> counts = committed -> committed >= warm && committed < end;
                publishing.add(publishers.scheduleAtFixedRate(
                        () -> waits.add(publish(connection, wait, counts, micros)),
                        0,
                        TimeUnit.SECONDS.toNanos(PUBLISHERS) / RATE,
                        TimeUnit.NANOSECONDS));
            }
            assertThat(publishers.awaitTermination(WARM_UP_SECONDS + SECONDS, TimeUnit.SECONDS))
                    .isFalse();
        } finally {
            publishers.shutdown();
            assertThat(publishers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            for (Connection connection : connections) {
                connection.close();
            }
        }
        for (Future<?> one : publishing) {
            assertThat(one.isCancelled())
                    .as("nothing ended the publishing before")
                    .isTrue();
        }
        CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);
        List<Long> sorted = micros.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "freshness=%s rate=%.0f/s events=%d p50=%.1f ms p95=%.1f ms p99=%.1f ms max=%.1f ms%n",
                what,
                (double) sorted.size() / SECONDS,
                sorted.size(),
                at(sorted, 0.50),
                at(sorted, 0.95),
                at(sorted, 0.99),
                at(sorted, 1));
    }

    private static CompletableFuture<?> publish(
            Connection connection, Wait wait, Function<Long, Boolean> counts, Queue<Long> micros) {
        PublishedEvent event = OUTBOX.publishTracked(connection, Event.of("thing_happened", "{\"n\": 1}"));
        try {
            connection.commit();
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        long committed = System.nanoTime();
        return wait.isThere(event).thenAccept(isThere -> {
            if (!isThere) {
                throw new IllegalStateException(event + " did not arrive");
            }
            if (counts.apply(committed)) {
                micros.add((System.nanoTime() - committed) / 1_000);
            }
        });
    }

    private static double at(List<Long> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1L, (long) (share * sorted.size()))) / 1e3;
    }
}
