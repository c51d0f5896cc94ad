package dev.postrider.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.outbox.Event;
import dev.postrider.outbox.InvalidEventException;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.relay.tools.explain.Explain;
import dev.postrider.relay.tools.explain.Explanation.Outcome;
import dev.postrider.relay.tools.replay.Replay;
import dev.postrider.relay.tools.replay.ReplayCriteria;
import dev.postrider.relay.tools.replay.ReplayListener;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first and the last time that an event may have, and those around the years in which counts of nanoseconds end. */
@PostriderTest
class EventTimesTest extends ToolFixture {
    private static final Outbox OUTBOX = Outbox.create(OutboxSettings.defaults());

    private static final List<Instant> TIMES = List.of(
            Instant.parse("1900-01-01T00:00:00Z"),
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            Instant.parse("2262-04-11T23:47:16.854775Z"),
            Instant.parse("2262-04-11T23:47:16.854776Z"),
            Instant.parse("2292-04-11T00:00:00Z"),
            Instant.parse("2299-12-31T23:59:59.999999Z"));

    private static final List<Instant> BEYOND =
            List.of(Instant.parse("1899-12-31T23:59:59.999999Z"), Instant.parse("2300-01-01T00:00:00Z"));

    EventTimesTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private interface Writing {
        void write(Connection connection) throws SQLException;
    }

    private void inTransaction(Writing writing) throws SQLException {
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false);
            writing.write(connection);
            connection.commit();
        }
    }

    private static Event at(Instant time) {
        return Event.of("expires", "{}").withDateTime(time);
    }

    /** By every way that leads into the outbox; gives how many events that were. */
    private int publishInEveryWay(Instant time) throws SQLException {
        inTransaction(connection -> {
            OUTBOX.publish(connection, at(time));
            // few by INSERT, many by COPY, and by INSERT again where some bring no time
            OUTBOX.publishAll(connection, List.of(at(time), at(time)));
            OUTBOX.publishAll(connection, Collections.nCopies(200, at(time)));
            List<Event> mixed = new ArrayList<>(Collections.nCopies(200, at(time)));
            mixed.add(Event.of("expires", "{}"));
            OUTBOX.publishAll(connection, mixed);
        });
        postgres.execute("SELECT postrider.publish('expires', '{}', 'Test', '" + time + "')");
        return 1 + 2 + 200 + 201 + 1;
    }

    @Test
    void areTakenInEveryWayDeliveredAcknowledgedComparedAndReplayed() throws Exception {
        int published = 0;
        for (Instant time : TIMES) {
            published += publishInEveryWay(time);
        }

        deliverAll();

        OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        assertThat(new Verification(pool, sink.eventLog())
                        .run(new VerifyScope.All(), VerifyListener.none())
                        .isClean())
                .isTrue();
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo(Integer.toString(published));
        try (ClickHouseSink other =
                ClickHouseSink.create(OutboxFixture.settings(clickHouse).withTable("again"))) {
            Replay replay = new Replay(pool, other);
            assertThat(replay.run(ReplayCriteria.ALL, 0, ReplayListener.none())
                            .counts()
                            .sent())
                    .isEqualTo(published);
            // asked for by identity, each is found again
            assertThat(replay.run(ReplayCriteria.ALL, 0, ReplayListener.none())
                            .counts()
                            .sent())
                    .isZero();
        }
    }

    @Test
    void anEventTooManyIsFoundOnTheLastDayToo() throws Exception {
        inTransaction(connection -> OUTBOX.publish(connection, at(Instant.parse("2026-03-01T00:00:00Z"))));
        deliverAll();
        clickHouse.execute("INSERT INTO event_log (event_id, outbox, event_type, event_date_time, event_context)"
                + " SELECT 10000000, outbox, 'stray', toDateTime64('2299-12-31 23:59:59.999999', 6, 'UTC'), '{}'"
                + " FROM event_log");

        assertThat(new Verification(pool, sink.eventLog())
                        .run(new VerifyScope.All(), VerifyListener.none())
                        .totals()
                        .extra())
                .isEqualTo(1);
    }

    @Test
    void areExplained() throws Exception {
        for (Instant time : TIMES) {
            inTransaction(connection -> OUTBOX.publish(connection, at(time)));
        }

        deliverAll();

        for (int i = 0; i < TIMES.size(); i++) {
            Instant time = TIMES.get(i);
            assertThat(new Explain(pool, sink.eventLog()).event(i + 1L).lives())
                    .singleElement()
                    .satisfies(life -> {
                        assertThat(life.outcome()).isEqualTo(Outcome.DELIVERED);
                        assertThat(requireNonNull(life.published()).eventDateTime())
                                .isEqualTo(time);
                        assertThat(life.places())
                                .singleElement()
                                .satisfies(place ->
                                        assertThat(place.eventDateTime()).isEqualTo(time));
                        assertThat(life.isEqual()).isTrue();
                    });
        }
    }

    @Test
    void areSetAsideAndRequeued() throws Exception {
        sink.prepare();
        clickHouse.execute("ALTER TABLE event_log ADD CONSTRAINT not_yet CHECK event_type != 'expires'");
        for (Instant time : TIMES) {
            inTransaction(connection -> OUTBOX.publish(connection, at(time)));
        }
        OutboxFixture.publishTogether(postgres, 20);
        deliverAll();
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter WHERE requeued_at IS NULL"))
                .isEqualTo(Integer.toString(TIMES.size()));

        clickHouse.execute("ALTER TABLE event_log DROP CONSTRAINT not_yet");
        new DeadLetters(pool).requeue(DeadLetterFilter.ALL, new Decision("ann", "they may come"), done -> {});
        deliverAll();

        assertThat(clickHouse.query("SELECT toUnixTimestamp64Micro(event_date_time), count() FROM event_log"
                        + " WHERE event_type = 'expires' GROUP BY 1 ORDER BY 1"))
                .isEqualTo(TIMES.stream()
                        .map(time -> List.of(Long.toString(micros(time)), "1"))
                        .toList());
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    @Test
    void beyondBothEndsAreRefusedInEveryWayWithValueLimitAndRemedy() throws Exception {
        for (Instant time : BEYOND) {
            String value = time.toString();
            inTransaction(connection -> {
                assertThatExceptionOfType(InvalidEventException.class)
                        .isThrownBy(() -> OUTBOX.publish(connection, at(time)))
                        .withMessageContainingAll(value, "1900 to 2299", "leave it out");
                for (int count : List.of(2, 200)) {
                    assertThatExceptionOfType(InvalidEventException.class)
                            .isThrownBy(() -> OUTBOX.publishAll(connection, Collections.nCopies(count, at(time))))
                            .withMessageContainingAll(value, "1900 to 2299", "leave it out");
                }
            });
            assertThatThrownBy(() ->
                            postgres.execute("SELECT postrider.publish('expires', '{}', 'Test', '" + value + "')"))
                    .hasStackTraceContaining("1900 to 2299")
                    .hasStackTraceContaining("Leave it out");
        }
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.event_outbox"))
                .isEqualTo("0");
    }
}
