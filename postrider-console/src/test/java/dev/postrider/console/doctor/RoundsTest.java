package dev.postrider.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.console.host.Host;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@PostriderTest
class RoundsTest {
    private static final int PEOPLE = 12;

    @Test
    void manyWhoAskForANewRoundAtOnceShareIt(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        ExecutorService people = Executors.newFixedThreadPool(PEOPLE);
        try (Host host = Host.start(postgres, clickHouse, "postrider.relay.enabled=false")) {
            Rounds rounds = host.bean(Rounds.class);
            ConsoleOutbox outbox = host.bean(ConsoleOutboxes.class).first();

            List<CompletableFuture<Rounds.Round>> asked = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> rounds.make(outbox), people))
                    .limit(PEOPLE)
                    .toList();

            assertThat(asked.stream().map(CompletableFuture::join).distinct()).hasSizeLessThan(PEOPLE / 2);
        } finally {
            people.shutdownNow();
        }
    }
}
