package dev.postrider.relay.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdaptiveTimeoutTest {
    private static final Duration SHORT = Duration.ofMillis(1_500);

    private long now = 1;
    private final AdaptiveTimeout patience = new AdaptiveTimeout(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    /** A connection is borrowed and stays silent. */
    private void silence() {
        long borrowed = now;
        pass(patience.limit());
        patience.silent(borrowed);
        pass(Duration.ofMillis(10));
    }

    @Test
    void connectionsThatBreakTogetherAreOneSilenceAndTellNothingYet() {
        long borrowed = now;
        pass(SHORT);
        patience.silent(borrowed);
        patience.silent(borrowed + 1);
        patience.silent(borrowed + 2);
        assertThat(patience.limit()).isEqualTo(SHORT);
    }

    @Test
    void eachSilenceAfterAnotherDoublesWhatASlowServerIsGivenWhateverOthersAnswerQuickly() {
        silence();
        silence();
        patience.answered(Duration.ofMillis(1));
        assertThat(patience.limit()).isEqualTo(Duration.ofSeconds(3));
        for (int i = 0; i < 10; i++) {
            silence();
            patience.answered(Duration.ofMillis(1));
        }
        assertThat(patience.limit()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void itIsShortAgainWhenNobodyHasNeededMoreForAMinute() {
        silence();
        silence();
        pass(Duration.ofSeconds(50));
        patience.answered(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(50));
        assertThat(patience.limit()).as("a slow answer needed it").isEqualTo(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(20));
        assertThat(patience.limit()).isEqualTo(SHORT);
    }
}
