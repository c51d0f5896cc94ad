package dev.postrider.relay.sink.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeToLiveTest {

    private static TimeToLive of(String ttl) {
        return TimeToLive.of("MergeTree PARTITION BY toYYYYMM(event_date_time) ORDER BY event_id " + ttl);
    }

    @Test
    void isNoneInATableThatKeepsEveryRow() {
        assertThat(of("SETTINGS index_granularity = 8192").isNone()).isTrue();
        assertThat(of("TTL toDate(event_date_time) + toIntervalDay(7) TO VOLUME 'slow' SETTINGS a = 1")
                        .isNone())
                .isTrue();
        assertThat(of("TTL toDate(event_date_time) + toIntervalDay(7) RECOMPRESS CODEC(ZSTD(1))")
                        .isNone())
                .isTrue();
    }

    @Test
    void isEveryExpressionAfterWhichRowsMayBeGone() {
        assertThat(of("TTL toDateTime(event_date_time) + toIntervalDay(30) SETTINGS index_granularity = 8192")
                        .expressions())
                .containsExactly("toDateTime(event_date_time) + toIntervalDay(30)");
        assertThat(of("TTL greatest(a, b) + toIntervalDay(1) DELETE WHERE environment = 'Test', toDate(event_date_time)"
                                + " + toIntervalDay(7) TO DISK 'x', toDate(event_date_time) + toIntervalYear(1)"
                                + " GROUP BY event_id SET n = max(n)")
                        .expressions())
                .containsExactly("greatest(a, b) + toIntervalDay(1)", "toDate(event_date_time) + toIntervalYear(1)");
    }
}
