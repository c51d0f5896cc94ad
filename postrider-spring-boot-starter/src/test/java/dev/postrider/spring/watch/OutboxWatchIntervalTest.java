package dev.postrider.spring.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often one of many outboxes is looked at. */
class OutboxWatchIntervalTest {

    @ParameterizedTest
    @CsvSource({"1, 3", "30, 3", "31, 3.1", "100, 10", "1000, 100"})
    void manyAreLookedAtTenTimesASecondInAll(int outboxes, double seconds) {
        assertThat(OutboxWatch.intervalOfEach(outboxes)).isEqualTo(Duration.ofMillis(Math.round(seconds * 1000)));
    }
}
