package dev.postrider.relay.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.batch.TransactionWindow;
import dev.postrider.relay.settings.RelaySettings.Retention;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeafPaceTest {
    private static final long TRANSACTION = 1_000_000;

    private final LeafPace pace = new LeafPace(kept(Duration.ofHours(1), Duration.ofHours(24)));

    @Test
    void theFirstLookIsDueAtOnce() {
        assertThat(pace.isDue(0, TRANSACTION)).isTrue();
    }

    @Test
    void whereNothingIsWrittenTheLeavesAreLookedAtOnceAMinute() {
        pace.looked(0, TRANSACTION);

        assertThat(pace.isDue(seconds(59), TRANSACTION + 10)).isFalse();
        assertThat(pace.isDue(seconds(60), TRANSACTION + 10)).isTrue();
        assertThat(pace.next()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whereManyTransactionsWriteTheyAreLookedAtBeforeWritersReachTheNextLeaf() {
        pace.looked(0, TRANSACTION);

        assertThat(pace.isDue(seconds(5), TRANSACTION + TransactionWindow.SIZE / 8 - 1))
                .isFalse();
        assertThat(pace.isDue(seconds(5), TRANSACTION + TransactionWindow.SIZE / 8))
                .isTrue();
    }

    @Test
    void afterARestoreToAnEarlierTransactionTheyAreLookedAt() {
        pace.looked(0, TRANSACTION);

        assertThat(pace.isDue(seconds(1), 5)).isTrue();
    }

    @Test
    void whatIsKeptForAShortTimeIsLookedAtATenthOfItLater() {
        LeafPace ofMinutes = new LeafPace(kept(Duration.ofMinutes(2), Duration.ofMinutes(10)));
        ofMinutes.looked(0, TRANSACTION);
        assertThat(ofMinutes.isDue(seconds(11), TRANSACTION)).isFalse();
        assertThat(ofMinutes.isDue(seconds(12), TRANSACTION)).isTrue();

        LeafPace ofNothing = new LeafPace(kept(Duration.ZERO, Duration.ofHours(24)));
        ofNothing.looked(0, TRANSACTION);
        assertThat(ofNothing.isDue(seconds(1), TRANSACTION)).isTrue();
        assertThat(ofNothing.next()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whereSomethingIsToBeEmptiedSoonTheNextLookIsDue() {
        pace.looked(0, TRANSACTION);
        pace.lookSoon();

        assertThat(pace.isDue(1, TRANSACTION)).isTrue();
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private static Retention kept(Duration delivered, Duration longest) {
        return new Retention(delivered, longest, Duration.ofDays(30), Duration.ofDays(90));
    }
}
