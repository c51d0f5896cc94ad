package dev.postrider.relay.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BulkheadTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final StopSignal stop = new StopSignal();

    @Test
    void whoComesWhenAllPlacesAreTakenWaitsUntilOneIsGivenBack() {
        Bulkhead bulkhead = Bulkhead.of(2);
        Bulkhead.Place one = bulkhead.enter(stop);
        Bulkhead.Place two = bulkhead.enter(stop);
        AtomicBoolean entered = new AtomicBoolean();
        CompletableFuture<Void> third = CompletableFuture.runAsync(() -> {
            try (Bulkhead.Place unused = bulkhead.enter(stop)) {
                entered.set(true);
            }
        });
        await().during(Duration.ofMillis(300)).atMost(SOON).untilFalse(entered);

        one.close();
        await().atMost(SOON).until(third::isDone);
        assertThat(entered).isTrue();
        two.close();
    }

    @Test
    void whoComesFirstGoesFirst() throws InterruptedException {
        Bulkhead bulkhead = Bulkhead.of(1);
        Bulkhead.Place taken = bulkhead.enter(stop);
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            Thread next = new Thread(() -> {
                try (Bulkhead.Place unused = bulkhead.enter(stop)) {
                    order.add(number);
                }
            });
            waiting.add(next);
            next.start();
            await().pollInterval(Duration.ofMillis(15))
                    .atMost(SOON)
                    .until(() -> next.getState() == Thread.State.TIMED_WAITING);
        }
        await().during(Duration.ofMillis(300)).atMost(SOON).until(order::isEmpty);

        taken.close();
        for (Thread each : waiting) {
            each.join();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void whoWaitsGoesOnWhenItIsTimeToStopAndTakesNoPlace() {
        Bulkhead bulkhead = Bulkhead.of(1);
        Bulkhead.Place taken = bulkhead.enter(stop);
        CompletableFuture<Bulkhead.Place> waiting = CompletableFuture.supplyAsync(() -> bulkhead.enter(stop));

        stop.end();
        waiting.join().close();
        taken.close();

        StopSignal another = new StopSignal();
        try (Bulkhead.Place next = bulkhead.enter(another)) {
            CompletableFuture<Bulkhead.Place> second = CompletableFuture.supplyAsync(() -> bulkhead.enter(another));
            await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> !second.isDone());
            another.end();
            second.join().close();
        }
    }
}
