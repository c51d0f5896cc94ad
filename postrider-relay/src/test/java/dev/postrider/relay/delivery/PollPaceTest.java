package dev.postrider.relay.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollPaceTest {
    /** Clocks of this kind may overflow. */
    private static final long NOW = Long.MAX_VALUE - 5;

    @Test
    void looksOftenWhileEventsComeAndSeldomWhenNoneCameForAWhile() {
        PollPace pace = new PollPace(Duration.ofSeconds(1), NOW);
        assertThat(pace.untilNextLook(NOW)).isEqualTo(millis(500));

        pace.found(NOW);
        assertThat(pace.untilNextLook(after(1_999))).isEqualTo(millis(100));
        assertThat(pace.untilNextLook(after(2_000))).isEqualTo(millis(500));
    }

    @Test
    void neitherAsksWithoutEndNorSleepsForLong() {
        PollPace eager = new PollPace(Duration.ZERO, NOW);
        PollPace patient = new PollPace(Duration.ofHours(1), NOW);
        assertThat(eager.untilNextLook(NOW)).isEqualTo(millis(20));
        assertThat(patient.untilNextLook(NOW)).isEqualTo(millis(1_000));
        eager.found(NOW);
        patient.found(NOW);
        assertThat(eager.untilNextLook(NOW)).isEqualTo(millis(10));
        assertThat(patient.untilNextLook(NOW)).isEqualTo(millis(1_000));
        assertThat(patient.untilNextCount(Duration.ofMinutes(1))).isEqualTo(millis(1_000));
    }

    @Test
    void letsNoEventWaitForLongerThanItMay() {
        PollPace pace = new PollPace(Duration.ofSeconds(1), NOW);
        assertThat(pace.left(NOW, after(900))).isEqualTo(millis(100));
        assertThat(pace.untilNextCount(millis(60))).isEqualTo(millis(60));
        assertThat(pace.left(NOW, after(1_000))).isLessThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void takesABreathBetweenTwoPlansOfAnEagerRelay() {
        PollPace eager = new PollPace(Duration.ZERO, NOW);
        assertThat(eager.left(NOW, NOW)).as("the first").isLessThanOrEqualTo(Duration.ZERO);
        eager.planned(NOW);
        assertThat(eager.left(NOW, after(5))).isEqualTo(millis(25));
        assertThat(eager.left(NOW, after(30))).isLessThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void losesPatienceWithABatchThatIsStuck() {
        PollPace eager = new PollPace(Duration.ZERO, NOW);
        eager.planned(NOW);
        assertThat(eager.isOverdue(eager.left(NOW, after(1_030)))).isFalse();
        assertThat(eager.isOverdue(eager.left(NOW, after(1_031)))).isTrue();
        assertThat(eager.untilNextCount(eager.left(NOW, after(1_000)))).isEqualTo(Duration.ZERO);
    }

    private static long after(long millis) {
        return NOW + Duration.ofMillis(millis).toNanos();
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
