package dev.postrider.relay.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.encode.RowBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatchMemoryTest {
    private static final long MIB = 1024 * 1024;
    private static final Duration AT_ONCE = Duration.ZERO;

    private final BatchMemory memory = BatchMemory.shared(20 * MIB, new BatchBounds(1_000, 8 * MIB));

    @Test
    void whoeverReadsHasRoomForTheLargestBatchAndOtherwiseWaits() throws Exception {
        BatchMemory.Share one = memory.new Share();
        BatchMemory.Share two = memory.new Share();
        assertThat(one.take(AT_ONCE)).isNotNull();
        assertThat(two.take(AT_ONCE)).isNotNull();
        assertThat(memory.new Share().take(AT_ONCE)).isNull();

        CompletableFuture<RowBuffer> waiting = CompletableFuture.supplyAsync(() -> taken(memory.new Share()));
        two.wasRead(MIB);

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(memory.free()).isEqualTo(20 * MIB - 8 * MIB - MIB - 8 * MIB);
    }

    @Test
    void allOfItComesBackWhateverTheBatchesSizesWere() throws Exception {
        BatchMemory.Share share = memory.new Share();
        for (long bytes : new long[] {0, 1, 65_535, 65_537, MIB + 1, 8 * MIB, 9 * MIB}) {
            RowBuffer buffer = Objects.requireNonNull(share.take(AT_ONCE));
            share.wasRead(bytes);
            share.giveBack(buffer, bytes);
            assertThat(memory.free()).isEqualTo(20 * MIB);
        }
    }

    @Test
    void aLineThatEndsGivesBackWhatItsBatchesHadAndNothingTwice() throws Exception {
        BatchMemory.Share share = memory.new Share();
        RowBuffer buffer = Objects.requireNonNull(share.take(AT_ONCE));
        share.wasRead(3 * MIB);
        assertThat(share.take(AT_ONCE)).isNotNull();

        share.close();
        share.giveBack(buffer, 3 * MIB);

        assertThat(memory.free()).isEqualTo(20 * MIB);
    }

    @Test
    void lessThanTheLargestBatchWouldBeWaitedForInVain() throws Exception {
        assertThat(BatchMemory.shared(1, new BatchBounds(1_000, 8 * MIB)).new Share().take(AT_ONCE))
                .isNotNull();
    }

    private static RowBuffer taken(BatchMemory.Share share) {
        try {
            return Objects.requireNonNull(share.take(Duration.ofSeconds(10)));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
