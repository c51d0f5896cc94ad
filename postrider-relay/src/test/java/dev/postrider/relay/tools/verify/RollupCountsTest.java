package dev.postrider.relay.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.sink.view.LogViews.Difference;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What looks at an event log that grows say about a rollup. */
class RollupCountsTest {

    private static Difference seen(long there, long counted) {
        return new Difference("2026-11-29", "order_placed", there, counted);
    }

    private static RollupCounts after(boolean allEnded, Difference... looks) {
        RollupCounts counts = new RollupCounts(List.of(looks[0]), 3);
        for (int i = 1; i < looks.length; i++) {
            counts.lookAgain(List.of(looks[i]), allEnded);
        }
        return counts;
    }

    @Test
    void aBatchBehindAtEveryLookIsNoDifferenceWhileTheLogGrows() {
        RollupCounts counts = after(true, seen(100, 80), seen(140, 120), seen(180, 160));
        assertThat(counts.differences()).isEmpty();
        assertThat(counts.unsettled()).isEqualTo(1);
    }

    @Test
    void whatTheLogHadBeforeAndTheRollupHasNotCountedSinceIsMissing() {
        RollupCounts counts = after(true, seen(100, 80), seen(110, 90));
        assertThat(counts.differences()).containsExactly(seen(110, 90));
        assertThat(counts.unsettled()).isZero();
    }

    @Test
    void whatTheRollupHadCountedBeforeAndTheLogHasNotSinceIsTooMuch() {
        assertThat(after(true, seen(100, 130), seen(120, 150)).differences()).hasSize(1);
        assertThat(after(true, seen(100, 120), seen(120, 140)).differences()).isEmpty();
    }

    @Test
    void whereInsertsMayBeAtWorkOnlyWhatStaysAtEveryLookIsBelieved() {
        assertThat(after(false, seen(100, 80), seen(110, 90)).differences()).isEmpty();
        assertThat(after(false, seen(100, 80), seen(100, 80), seen(100, 80)).differences())
                .isEmpty();
        assertThat(after(false, seen(100, 80), seen(100, 80), seen(100, 80), seen(100, 80))
                        .differences())
                .hasSize(1);
    }

    @Test
    void whatIsAlikeOnceIsNoDifference() {
        RollupCounts counts = new RollupCounts(List.of(seen(100, 80)), 3);
        counts.lookAgain(List.of(), true);
        assertThat(counts.differences()).isEmpty();
        assertThat(counts.unsettled()).isZero();
    }
}
