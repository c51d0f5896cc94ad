package dev.postrider.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageFormatTest {
    private final PageFormat written = new PageFormat();

    @ParameterizedTest
    @CsvSource({
        "PT0S,0 s",
        "PT0.34S,340 ms",
        "PT12.9S,12 s",
        "PT3M5S,3 min 5 s",
        "PT47M5S,47 min",
        "PT2H10M,2 h 10 min",
        "PT1H,1 h",
        "PT720H,30 d",
        "PT99H,4 d 3 h"
    })
    void durations(Duration duration, String text) {
        assertThat(written.duration(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "999,999 B",
        "1000,1.0 kB",
        "999949,999.9 kB",
        "999950,1.0 MB",
        "1400000,1.4 MB",
        "5000000000000,5.0 TB"
    })
    void bytes(long bytes, String text) {
        assertThat(written.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void countsWithThousandsAndACountThatStoppedAtItsLimit() {
        assertThat(written.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(written.countUpTo(10_000, 10_000)).isEqualTo("10,000");
        assertThat(written.countUpTo(10_001, 10_000)).isEqualTo("10,000+");
    }

    @Test
    void timesInUtcAndADashForNone() {
        assertThat(written.time(Instant.parse("2026-11-21T09:05:12.345Z"))).isEqualTo("2026-11-21 09:05:12");
        assertThat(written.time(null)).isEqualTo("–");
        assertThat(written.between(Instant.EPOCH, null)).isEqualTo("–");
    }
}
