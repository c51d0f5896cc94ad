package dev.postrider.relay.sink.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.sink.Sink;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostriderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@PostriderTest
class GlancesTest {
    private static final int CALLERS = 8;
    private static final int LOOKS = 50;

    @Test
    void manyLookAtOnceAndEachGetsItsAnswer(ClickHouseDatabase clickHouse) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try (Sink sink = OutboxFixture.sink(clickHouse)) {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                answers.add(callers.submit(() -> {
                    for (int look = 0; look < LOOKS; look++) {
                        if (sink.atWork("postrider/nobody/").isPresent() || !sink.isReachable()) {
                            return false;
                        }
                    }
                    return true;
                }));
            }
            for (Future<Boolean> answer : answers) {
                assertThat(answer.get()).isTrue();
            }
        } finally {
            callers.shutdownNow();
        }
    }
}
