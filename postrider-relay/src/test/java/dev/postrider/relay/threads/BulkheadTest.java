package dev.postrider.relay.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
