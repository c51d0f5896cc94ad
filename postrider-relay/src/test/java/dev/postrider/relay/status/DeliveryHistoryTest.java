package dev.postrider.relay.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.status.DeliveryHistory.Known;
import dev.postrider.relay.status.DeliveryHistory.Stretch;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was known when, read from what relays told. */
@PostriderTest
class DeliveryHistoryTest {
    private final PostgresDatabase postgres;
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS).minus(Duration.ofHours(1));

    DeliveryHistoryTest(PostgresDatabase postgres) {
        this.postgres = postgres;
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    private Instant minute(int minute) {
        return begin.plus(Duration.ofMinutes(minute));
    }

    private void told(int minute, String state, @Nullable String reason, int delivered, int pending) {
        postgres.execute(
                """
                INSERT INTO postrider.delivery_history
                  (told_at, owner, state, reason, pending, pending_is_at_least, lag_millis, delivered, dead_letters, outbox_bytes)
                VALUES ('%s', 'relay-1', '%s', %s, %d, false, 1500, %d, 2, 4096)""".formatted(minute(minute), state, reason == null ? "NULL" : "'" + reason + "'", pending, delivered));
    }

    private Known at(Instant time) throws SQLException {
        try (Connection connection = postgres.connect()) {
            return DeliveryHistory.at(connection, time);
        }
    }

    private List<Stretch> stretches(int most) throws SQLException {
        try (Connection connection = postgres.connect()) {
            return DeliveryHistory.stretches(connection, begin, null, most);
        }
    }

    @Test
    void aTimeHasWhatWasToldLastBeforeIt() throws SQLException {
        told(0, "flowing", null, 100, 7);
        told(1, "not_delivering", "ClickHouse: unavailable", 110, 90);

        assertThat(at(minute(1).minusMillis(1))).isInstanceOfSatisfying(Known.Told.class, told -> {
            assertThat(told.toldAt()).isEqualTo(begin);
            assertThat(told.owner()).isEqualTo("relay-1");
            assertThat(told.entry())
                    .isEqualTo(new HistoryEntry(
                            "flowing", null, null, 7L, false, Duration.ofMillis(1500), 100, 2, 4096, null, null));
        });
        assertThat(at(minute(1)))
                .isInstanceOfSatisfying(
                        Known.Told.class,
                        told -> assertThat(told.entry().reason()).isEqualTo("ClickHouse: unavailable"));
    }

    @Test
    void whatNobodyToldIsNotKnown() throws SQLException {
        assertThat(at(begin)).isEqualTo(new Known.Nothing("no relay has told anything yet", null));

        told(0, "flowing", null, 100, 0);
        told(30, "nothing_to_do", null, 100, 0);

        assertThat(at(minute(-1))).isEqualTo(new Known.Nothing("what is kept begins at " + begin, null));
        assertThat(at(minute(2))).as("told lately").isInstanceOf(Known.Told.class);
        assertThat(at(minute(3))).isInstanceOfSatisfying(Known.Nothing.class, nothing -> {
            assertThat(nothing.reason()).isEqualTo("no relay told anything after " + begin);
            assertThat(nothing.lastTold()).isNotNull();
        });
        assertThat(at(minute(36))).as("nothing to do, told lately").isInstanceOf(Known.Told.class);
        assertThat(at(minute(37))).isInstanceOf(Known.Nothing.class);
        assertThat(at(Instant.now().plusSeconds(60)))
                .isEqualTo(new Known.Nothing("that time has not come yet, by the database's clock", null));
    }

    @Test
    void aStretchLastsAsLongAsTheStateStaysTheSame() throws SQLException {
        told(0, "flowing", null, 100, 1);
        told(1, "flowing", null, 200, 5);
        told(2, "not_delivering", "ClickHouse: unavailable", 200, 50);
        told(3, "not_delivering", "ClickHouse: unavailable", 200, 500);
        told(4, "flowing", null, 700, 0);
        told(5, "nothing_to_do", null, 700, 0);

        assertThat(stretches(100))
                .containsExactly(
                        notKnown(5, null),
                        new Stretch(minute(5), minute(5), "nothing_to_do", null, null, 700L, 0L),
                        new Stretch(minute(4), minute(5), "flowing", null, null, 700L, 0L),
                        new Stretch(
                                minute(2), minute(4), "not_delivering", "ClickHouse: unavailable", null, 200L, 500L),
                        new Stretch(begin, minute(2), "flowing", null, null, 200L, 5L));
        assertThat(stretches(2)).hasSize(3);
    }

    @Test
    void aSilenceIsAStretchOfItsOwn() throws SQLException {
        told(0, "flowing", null, 100, 1);
        told(10, "flowing", null, 300, 1);
        told(11, "nothing_to_do", null, 300, 0);
        told(16, "nothing_to_do", null, 300, 0);
        told(40, "nothing_to_do", null, 300, 0);

        assertThat(stretches(100))
                .containsExactly(
                        notKnown(40, null),
                        new Stretch(minute(40), minute(40), "nothing_to_do", null, null, 300L, 0L),
                        notKnown(16, 40),
                        new Stretch(minute(11), minute(16), "nothing_to_do", null, null, 300L, 0L),
                        new Stretch(minute(10), minute(11), "flowing", null, null, 300L, 1L),
                        notKnown(0, 10),
                        new Stretch(begin, begin, "flowing", null, null, 100L, 1L));
    }

    @Test
    void aStretchEndsWithTheRangeThatIsAskedForAndNotNow() throws SQLException {
        told(0, "flowing", null, 100, 1);
        told(1, "flowing", null, 200, 1);
        told(2, "not_delivering", "ClickHouse: unavailable", 200, 50);

        try (Connection connection = postgres.connect()) {
            assertThat(DeliveryHistory.stretches(connection, begin, minute(2), 100))
                    .containsExactly(new Stretch(begin, minute(2), "flowing", null, null, 200L, 1L));
        }
    }

    @Test
    void anOutageIsOneStretchThoughItsBeginIsToldALittleEarlierEachTime() throws SQLException {
        for (int minute = 0; minute < 5; minute++) {
            told(minute, "not_delivering", "ClickHouse: unavailable", 100, 50);
            postgres.execute("UPDATE postrider.delivery_history SET since = '%s' WHERE told_at = '%s'"
                    .formatted(begin.minusMillis(100 + minute), minute(minute)));
        }

        assertThat(stretches(100))
                .filteredOn(stretch -> stretch.state().equals("not_delivering"))
                .containsExactly(new Stretch(
                        begin,
                        minute(4),
                        "not_delivering",
                        "ClickHouse: unavailable",
                        begin.minusMillis(104),
                        100L,
                        50L));
    }

    private Stretch notKnown(int from, @Nullable Integer until) {
        return new Stretch(
                minute(from),
                until == null ? null : minute(until),
                "not_known",
                "no relay told anything after " + minute(from),
                null,
                null,
                null);
    }
}
