package dev.postrider.crashtests;

import static dev.postrider.crashtests.Endurance.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.outbox.Event;
import dev.postrider.outbox.EventTime;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.outbox.PublishedEvent;
import dev.postrider.outbox.await.Delivery;
import dev.postrider.outbox.await.DeliveryWatch;
import dev.postrider.outbox.await.NotDelivered.RolledBack;
import dev.postrider.outbox.await.NotDelivered.Unknown;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.await.Queryability;
import dev.postrider.relay.await.QueryableWatch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Relays, PostgreSQL and ClickHouse are killed at random, while clients publish, wait, and look at once whether the event is there. */
class AwaitedKillsTest {
    private static final int CLIENTS = 6;
    private static final int BATCH_SIZE = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Outbox OUTBOX = Outbox.create(OutboxSettings.defaults());

    private final AtomicInteger there = new AtomicInteger();
    private final Queue<PublishedEvent> rolledBack = new ConcurrentLinkedQueue<>();

    /** What a client was told: whether the event is in the event log, or never will be, or that nobody can tell. */
    private enum Told {
        THERE,
        NEVER,
        NOTHING
    }

    @Test
    void noEventIsSaidToBeThereBeforeItIs(@TempDir Path folder) throws Exception {
        long seed = Endurance.seed();
        tell("waits through kills, repeat with -Dtest.seed=%d -Dtest.hostile=%s", seed, Endurance.HOSTILE);
        Random random = new Random(seed);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (Scene scene = new Scene(folder, 2, BATCH_SIZE, List.of(), Endurance.HOSTILE);
                DeliveryWatch delivery = new DeliveryWatch(scene.postgres.dataSource());
                QueryableWatch queries =
                        QueryableWatch.of(scene.postgres.dataSource(), OutboxFixture.settings(scene.clickHouse))) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random own = new Random(random.nextLong());
                running.add(clients.submit(() -> {
                    while (there.get() < Endurance.TRIALS) {
                        attempt(scene, delivery, queries, own);
                    }
                    return null;
                }));
            }
            int kills = 0;
            while (running.stream().anyMatch(client -> !client.isDone())) {
                pause(random, 1_500);
                int before = there.get();
                kill(scene, random);
                kills++;
                awaitProgress(before, running);
            }
            for (Future<?> client : running) {
                client.get();
            }
            for (PublishedEvent event : rolledBack) {
                assertThat(count(scene, event))
                        .as("%s, said to be rolled back", event)
                        .isZero();
            }
            assertThat(kills).isPositive();
            tell(
                    "%d kills: %d events seen when they were said to be there, %d rolled back",
                    kills, there.get(), rolledBack.size());
        } finally {
            clients.shutdownNow();
        }
    }

    /** However slow the machine is: what never gets to its feet between two kills delivers nothing. */
    private void awaitProgress(int before, List<Future<?>> running) {
        await().atMost(PATIENCE)
                .until(() -> there.get() > before || running.stream().allMatch(Future::isDone));
    }

    private void attempt(Scene scene, DeliveryWatch delivery, QueryableWatch queries, Random random)
            throws InterruptedException {
        boolean isToBeRolledBack = random.nextInt(10) == 0;
        PublishedEvent event;
        boolean isAnswered;
        try (Connection connection = scene.postgres.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            event = OUTBOX.publishTracked(connection, Event.of("thing_happened", "{}"));
            if (isToBeRolledBack) {
                connection.rollback();
            }
            isAnswered = end(connection);
        } catch (SQLException | RuntimeException e) {
            // PostgreSQL is away: nothing was promised
            return;
        }
        switch (told(event, delivery, queries, random.nextBoolean())) {
            case THERE -> {
                assertThat(isToBeRolledBack).isFalse();
                assertThat(count(scene, event))
                        .as("%s, said to be there", event)
                        .isEqualTo(1);
                there.incrementAndGet();
            }
            case NEVER -> rolledBack.add(event);
            // after a crash PostgreSQL may give the number of a lost transaction to another one
            case NOTHING -> assertThat(isAnswered).as("%s was committed", event).isFalse();
        }
    }

    /** What becomes of it if the answer is lost is for the wait to find out. */
    private static boolean end(Connection connection) {
        try {
            connection.commit();
            return true;
        } catch (SQLException e) {
            tell("a commit's answer was lost: %s", e);
            return false;
        }
    }

    private static Told told(
            PublishedEvent event, DeliveryWatch delivery, QueryableWatch queries, boolean isLedgerAlone)
            throws InterruptedException {
        Object answer =
                isLedgerAlone ? delivery.awaitDelivered(event, PATIENCE) : queries.awaitQueryable(event, PATIENCE);
        if (answer instanceof Delivery.Delivered || answer instanceof Queryability.Queryable) {
            return Told.THERE;
        }
        if (answer instanceof Unknown
                || (answer instanceof Queryability.NotQueryable not && not.why() instanceof Unknown)) {
            return Told.NOTHING;
        }
        assertThat(answer).isIn(new RolledBack(), new Queryability.NotQueryable(new RolledBack()));
        return Told.NEVER;
    }

    /** At once; if ClickHouse was killed just now, when it is back: it forgets nothing by that. */
    private static long count(Scene scene, PublishedEvent event) {
        for (long began = System.nanoTime(); ; ) {
            try {
                return Long.parseLong(scene.clickHouse.queryOne("SELECT count() FROM event_log WHERE event_id = "
                        + event.id() + " AND toUnixTimestamp64Micro(event_date_time) = "
                        + EventTime.micros(event.dateTime())));
            } catch (RuntimeException e) {
                if (System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static void kill(Scene scene, Random random) {
        switch (random.nextInt(8)) {
            case 0 -> {
                scene.killPostgres();
                scene.restartPostgres();
            }
            case 1, 2 -> {
                scene.killClickHouse();
                pause(random, 300);
                scene.restartClickHouse();
            }
            default -> scene.killAndReplaceRelay(random.nextInt(scene.relays.size()));
        }
    }

    private static void pause(Random random, int mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis)));
    }
}
