package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTimeTest {

    @ParameterizedTest
    @CsvSource({
        "1900-01-01T00:00:00Z, -2208988800000000, -3155673600000000",
        "1969-12-31T23:59:59.999999Z, -1, -946684800000001",
        "1970-01-01T00:00:00Z, 0, -946684800000000",
        "2000-01-01T00:00:00Z, 946684800000000, 0",
        "2262-04-11T23:47:16.854776Z, 9223372036854776, 8276687236854776",
        "2292-04-11T00:00:00Z, 10170057600000000, 9223372800000000",
        "2299-12-31T23:59:59.999999Z, 10413791999999999, 9467107199999999",
    })
    void isTheSameTimeAsBothDatabasesNumbers(Instant time, long micros, long postgres) {
        assertThat(EventTime.micros(time)).isEqualTo(micros);
        assertThat(EventTime.ofMicros(micros)).isEqualTo(time);
        assertThat(EventTime.toPostgres(micros)).isEqualTo(postgres);
        assertThat(EventTime.ofPostgres(postgres)).isEqualTo(micros);
        assertThat(EventTime.isPossible(time)).isTrue();
        assertThat(EventTime.nearest(time)).isEqualTo(time);
    }

    @Test
    void whatIsFinerThanAMicrosecondIsCutOffOnBothSidesOf1970() {
        Instant before = Instant.parse("1969-12-31T23:59:59.999999999Z");
        assertThat(EventTime.micros(before)).isEqualTo(-1);
        assertThat(EventTime.cut(before)).isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
        assertThat(EventTime.isPossible(EventTime.LATEST.plusNanos(999))).isTrue();
        assertThat(EventTime.cut(EventTime.LATEST.plusNanos(999))).isEqualTo(EventTime.LATEST);
    }

    @Test
    void aTimePastEitherEndIsNoEventsTime() {
        assertThat(EventTime.isPossible(EventTime.EARLIEST.minusNanos(1))).isFalse();
        assertThat(EventTime.isPossible(EventTime.LATEST.plusNanos(1_000))).isFalse();
        assertThat(EventTime.nearest(Instant.MIN)).isEqualTo(EventTime.EARLIEST);
        assertThat(EventTime.nearest(Instant.MAX)).isEqualTo(EventTime.LATEST);
    }

    @Test
    void aLengthOfTimeMayBeLongerThanALongHoldsNanoseconds() {
        assertThat(EventTime.length(1_500)).isEqualTo(Duration.ofNanos(1_500_000));
        assertThat(EventTime.length(400L * 365 * 24 * 3_600 * 1_000_000)).isEqualTo(Duration.ofDays(400 * 365));
    }
}
