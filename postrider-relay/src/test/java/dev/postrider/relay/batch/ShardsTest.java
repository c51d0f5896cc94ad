package dev.postrider.relay.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardsTest {
    private static final int EVENTS = 100_000;

    /** What is sent again has to go where it went before: these never change. */
    @Test
    void sendsAnEventToTheSameShardForEver() {
        assertThat(LongStream.rangeClosed(1, 12).mapToInt(id -> Shards.of(id, 5)))
                .containsExactly(0, 3, 0, 1, 0, 4, 4, 0, 1, 2, 4, 3);
        assertThat(Shards.of(0, Shards.MOST)).isBetween(0, Shards.MOST - 1);
        assertThat(Shards.of(Long.MAX_VALUE, Shards.MOST)).isBetween(0, Shards.MOST - 1);
        assertThat(Shards.of(Long.MIN_VALUE, 2)).isBetween(0, 1);
        assertThat(Shards.of(42, 1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 16, Shards.MOST})
    void givesEachShardItsShareOfIdsThatFollowOneAnother(int shards) {
        int[] events = new int[shards];
        LongStream.rangeClosed(1, EVENTS).forEach(id -> events[Shards.of(id, shards)]++);

        double share = (double) EVENTS / shards;
        IntStream.of(events)
                .forEach(number -> assertThat((double) number)
                        .isBetween(share - 6 * Math.sqrt(share), share + 6 * Math.sqrt(share)));
    }

    @Test
    void movesEventsToNoneButTheNewShard() {
        IntStream.range(1, 20)
                .forEach(shards -> LongStream.rangeClosed(1, 1_000)
                        .forEach(id -> assertThat(Shards.of(id, shards + 1)).isIn(Shards.of(id, shards), shards)));
    }
}
