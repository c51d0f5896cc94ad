package dev.postrider.relay.settings;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RelaySettingsTest {
    private static final RelaySettings SETTINGS = RelaySettings.defaults();

    @Test
    void refusesValuesOutOfRangeWithNameValueAndLimit() {
        refuses(() -> SETTINGS.withBatchSize(0), "batch-size is 0, must be between 1 and 1,000,000 rows");
        refuses(() -> SETTINGS.withBatchSize(1_000_001), "batch-size is 1,000,001");
        refuses(
                () -> SETTINGS.withBatchBytes(10),
                "batch-bytes is 10, must be between 1,048,576 and 268,435,456 bytes");
        refuses(
                () -> SETTINGS.withMaxWait(Duration.ofHours(2)),
                "max-wait is 7200000 ms, must be between 0 and 3600000 ms");
        refuses(
                () -> SETTINGS.withLeaseTerm(Duration.ofMillis(1)),
                "lease-term is 1 ms, must be between 500 and 60000 ms");
        refuses(() -> SETTINGS.withInsertsInFlight(17), "inserts-in-flight is 17, must be between 1 and 16 inserts");
        refuses(() -> SETTINGS.withOutbox(" "), "outbox is ' ', must have 1 to 100 characters");
        refuses(
                () -> SETTINGS.withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)),
                "backoff (longest) is 1000 ms, must be between 2000 and 3600000 ms");
    }

    private static void refuses(ThrowingCallable change, String message) {
        assertThatThrownBy(change).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
