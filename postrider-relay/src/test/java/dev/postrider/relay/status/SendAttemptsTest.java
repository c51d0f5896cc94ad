package dev.postrider.relay.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.batch.AttemptOutcome;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.status.SendAttempts.OfBatch;
import dev.postrider.relay.status.SendAttempts.Placed;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SendAttemptsTest {
    private final SendAttempts attempts = new SendAttempts();

    private void add(long batchNo, int count) {
        for (int i = 0; i < count; i++) {
            attempts.add(batchNo, SendAttempt.of(0, 1, 10, i, i + 1, "here", new SendOutcome.Unavailable(0, "away")));
        }
    }

    private static List<Integer> places(OfBatch batch) {
        return batch.kept().stream().map(Placed::place).toList();
    }

    @Test
    void keepsTheFirstAndTheNewestOfEachBatch() {
        add(1, 3);
        add(2, 1_000);

        List<OfBatch> taken = attempts.take();

        assertThat(taken).extracting(OfBatch::count).containsExactly(3, 1_000);
        assertThat(places(taken.get(0))).containsExactly(1, 2, 3);
        assertThat(places(taken.get(1)))
                .isEqualTo(IntStream.concat(IntStream.rangeClosed(1, 10), IntStream.rangeClosed(981, 1_000))
                        .boxed()
                        .toList());
        assertThat(attempts.take()).isEmpty();
    }

    @Test
    void whatCouldNotBeWrittenStandsBeforeWhatCameSince() {
        add(7, 100);
        List<OfBatch> taken = attempts.take();
        add(7, 5);
        add(8, 1);

        attempts.putBack(taken);

        List<OfBatch> both = attempts.take();
        assertThat(both).extracting(OfBatch::batchNo).containsExactly(7L, 8L);
        assertThat(both.get(0).count()).isEqualTo(105);
        assertThat(places(both.get(0)))
                .isEqualTo(IntStream.concat(IntStream.rangeClosed(1, 10), IntStream.rangeClosed(86, 105))
                        .boxed()
                        .toList());
    }

    @Test
    void doesNotGrowWhileNobodyWritesThemDown() {
        for (int batch = 0; batch < 10_000; batch++) {
            add(batch, 40);
            attempts.putBack(attempts.take());
        }

        List<OfBatch> taken = attempts.take();
        assertThat(taken)
                .hasSize(100)
                .allSatisfy(batch -> assertThat(batch.kept()).hasSize(SendAttempts.FIRST + SendAttempts.NEWEST));
        assertThat(taken.get(99).batchNo()).isEqualTo(9_999);
    }

    @Test
    void aReasonIsOneLineAndShort() {
        SendAttempt attempt = SendAttempt.of(
                0, 1, 1, 0, 1, "here", new SendOutcome.Unknown(241, "a\nb\0" + "x".repeat(10_000), true));

        assertThat(attempt.reason()).startsWith("a\\nb\\u0000xx").endsWith("x…").hasSize(500);
        assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.TOO_LARGE);
        for (AttemptOutcome outcome : AttemptOutcome.values()) {
            assertThat(AttemptOutcome.ofCode(outcome.code())).isEqualTo(outcome);
        }
    }
}
