package dev.postrider.relay.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.settings.RelaySettings.Backoff;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffStepsTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofMillis(500));

    @Test
    void doublesUpToTheLongestAndBeginsAgainAfterASuccess() {
        BackoffSteps steps = new BackoffSteps(BACKOFF, () -> 1);

        assertThat(steps.next()).isEqualTo(Duration.ofMillis(100));
        assertThat(steps.next()).isEqualTo(Duration.ofMillis(200));
        assertThat(steps.next()).isEqualTo(Duration.ofMillis(400));
        assertThat(steps.next()).isEqualTo(Duration.ofMillis(500));
        assertThat(steps.next()).isEqualTo(Duration.ofMillis(500));
        steps.reset();
        assertThat(steps.next()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void shortensEachPauseByUpToHalfSoThatRelaysDoNotComeBackTogether() {
        assertThat(new BackoffSteps(BACKOFF, () -> 0).next()).isEqualTo(Duration.ofMillis(50));
        assertThat(new BackoffSteps(BACKOFF, () -> 0.5).next()).isEqualTo(Duration.ofMillis(75));
    }
}
