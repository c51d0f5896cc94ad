package dev.postrider.relay.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublishedInTest {
    private int passedOn;
    private final PublishedIn seen =
            new PublishedIn((txid, buffer, offset, length) -> passedOn++, InstantSource.system());

    @Test
    void rowsWithoutATraceGiveNone() {
        row(null);
        row(null);

        assertThat(seen.found()).isEmpty();
        assertThat(passedOn).isEqualTo(2);
    }

    @Test
    void eachTraceIsToldOnceHoweverManyEventsHaveIt() {
        for (int i = 0; i < 100; i++) {
            row(traceParent(i % 2, "01"));
        }

        assertThat(seen.found()).containsExactly(traceParent(0, "01"), traceParent(1, "01"));
    }

    @Test
    void noMoreAreToldThanThereMayBeAndEveryRowGoesOn() {
        for (int i = 0; i < 10_000; i++) {
            row(traceParent(i, "01"));
        }

        assertThat(seen.found()).hasSize(PublishedIn.MOST).startsWith(traceParent(0, "01"), traceParent(1, "01"));
        assertThat(passedOn).isEqualTo(10_000);
    }

    @Test
    void aTraceFarBackInALargeBatchIsSeenTooThoughNotEveryRowIsLookedAt() {
        for (int i = 0; i < 5_000; i++) {
            row(traceParent(1, "01"));
        }
        for (int i = 0; i < 100; i++) {
            row(traceParent(2, "01"));
        }

        assertThat(seen.found()).containsExactly(traceParent(1, "01"), traceParent(2, "01"));
    }

    @Test
    void aTraceThatNobodyRecordsHasNothingToLinkTo() {
        row(traceParent(1, "00"));
        row(traceParent(2, "02"));
        row(traceParent(3, "0f"));

        assertThat(seen.found()).containsExactly(traceParent(3, "0f"));
    }

    @Test
    void theFirstRowsTimeIsKept() {
        assertThat(seen.firstRow()).isNull();
        row(null);
        assertThat(seen.firstRow()).isNotNull();
    }

    private static String traceParent(int trace, String flags) {
        return "00-%032x-%016x-%s".formatted(trace + 1, 7, flags);
    }

    /** As COPY writes it: the field that matters is the last, and something stands around the row. */
    private void row(@Nullable String traceParent) {
        byte[] text = traceParent == null ? new byte[0] : traceParent.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer row = ByteBuffer.allocate(14 + 12 + 4 + text.length);
        row.position(14);
        row.putInt(8).putLong(1).putInt(traceParent == null ? -1 : text.length).put(text);
        seen.row(1, row.array(), 14, row.capacity() - 14);
    }
}
