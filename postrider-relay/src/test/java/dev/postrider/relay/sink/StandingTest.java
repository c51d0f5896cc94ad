package dev.postrider.relay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Standing standing = new Standing();
    private long now = Long.MAX_VALUE - 1_000; // the clock may wrap

    private void pass(Duration time) {
        now += time.toNanos();
    }

    /** Looks at the server, which is well from now on, until it may serve; gives how long that took. */
    private Duration untilItMayServe() {
        Duration waited = Duration.ZERO;
        standing.looked(true, now);
        while (!standing.mayServe(now)) {
            pass(LOOK);
            waited = waited.plus(LOOK);
            standing.looked(true, now);
        }
        return waited;
    }

    @Test
    void aServerThatWasNeverLeftMayServe() {
        assertThat(standing.mayServe(now)).isTrue();
        assertThat(standing.wasLeft()).isFalse();
    }

    @Test
    void aServerThatWasLeftHasToBeWellForAWhile() {
        standing.begins(now);
        standing.left(now);
        assertThat(standing.mayServe(now)).isFalse();
        pass(Duration.ofHours(1));
        assertThat(standing.mayServe(now)).as("nobody has looked").isFalse();

        assertThat(untilItMayServe()).isEqualTo(Standing.SHORTEST);
    }

    @Test
    void onlyTheTimeCountsInWhichItWasWellAllAlong() {
        standing.left(now);
        standing.looked(true, now);
        pass(LOOK);
        standing.looked(false, now);
        pass(LOOK);

        assertThat(untilItMayServe()).isEqualTo(Standing.SHORTEST);
    }

    @Test
    void eachReturnThatDidNotLastDoublesTheWhileUpToTheLongest() {
        standing.begins(now);
        List<Duration> waited = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            standing.left(now);
            waited.add(untilItMayServe());
            standing.begins(now);
            pass(Standing.LASTING.minusSeconds(1));
        }

        assertThat(waited.stream().map(Duration::toSeconds))
                .containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L);
    }

    @Test
    void afterAReturnThatLastedTheWhileIsShortAgain() {
        for (int i = 0; i < 3; i++) {
            standing.left(now);
            untilItMayServe();
            standing.begins(now);
        }
        pass(Standing.LASTING);
        standing.left(now);

        assertThat(untilItMayServe()).isEqualTo(Standing.SHORTEST);
    }
}
