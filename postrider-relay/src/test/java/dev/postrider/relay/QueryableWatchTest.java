package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.postrider.outbox.Event;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.outbox.PublishedEvent;
import dev.postrider.outbox.await.NotDelivered.Awaited;
import dev.postrider.outbox.await.NotDelivered.DeadLetter;
import dev.postrider.outbox.await.NotDelivered.RolledBack;
import dev.postrider.outbox.await.NotDelivered.TimedOut;
import dev.postrider.outbox.await.NotDelivered.Unknown;
import dev.postrider.relay.await.Queryability;
import dev.postrider.relay.await.Queryability.NotQueryable;
import dev.postrider.relay.await.Queryability.Queryable;
import dev.postrider.relay.await.QueryableWatch;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A wait for an event ends when each server that was named has it, and says why if it does not. */
@PostriderTest
class QueryableWatchTest extends RefusalFixture {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Outbox OUTBOX = Outbox.create(OutboxSettings.defaults());

    QueryableWatchTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private QueryableWatch watch() {
        return QueryableWatch.of(pool, OutboxFixture.settings(clickHouse));
    }

    private PublishedEvent publish(Event event) throws SQLException {
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false);
            PublishedEvent published = OUTBOX.publishTracked(connection, event);
            connection.commit();
            return published;
        }
    }

    private PublishedEvent publish() throws SQLException {
        return publish(Event.of("thing_happened", "{}"));
    }

    private String stored(PublishedEvent event) {
        return clickHouse.queryOne("SELECT count() FROM event_log WHERE event_id = " + event.id());
    }

    @Test
    void canBeQueriedWhenItSaysSoWhateverTimeTheEventHas() throws Exception {
        try (Relay relay = start();
                QueryableWatch watch = watch()) {
            for (Instant time : List.of(
                    Instant.now(),
                    Instant.parse("1900-01-01T00:00:00Z"),
                    Instant.parse("2299-12-31T23:59:59.999999Z"))) {
                PublishedEvent event = publish(Event.of("thing_happened", "{}").withDateTime(time));
                assertThat(watch.awaitQueryable(event, SOON)).isInstanceOfSatisfying(Queryable.class, queryable -> {
                    assertThat(queryable.replicas()).hasSize(1);
                    assertThat(queryable.deliveredAt()).isNotNull();
                });
                assertThat(stored(event)).isEqualTo("1");
            }
            assertThat(relay.status().outage()).isNull();
        }
    }

    @Test
    void believesNoLedgerThatSaysDeliveredOfAnEventThatIsNotThere() throws Exception {
        try (ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            sink.prepare();
        }
        PublishedEvent event = publish();
        OutboxFixture.tenure(postgres);
        OutboxFixture.noteDelivery(postgres, Instant.now());
        postgres.execute(
                "UPDATE postrider.relay_batch SET end_txid = '" + event.transactionId() + "', end_id = " + event.id());
        try (QueryableWatch watch = watch()) {
            assertThat(watch.awaitQueryable(event, SHORT))
                    .isInstanceOfSatisfying(
                            NotQueryable.class,
                            not -> assertThat(not.why()).isInstanceOfSatisfying(TimedOut.class, timedOut -> {
                                assertThat(timedOut.awaited()).isEqualTo(Awaited.REPLICAS);
                                assertThat(timedOut.reason()).isEqualTo("no server has it");
                            }));
            postgres.execute("TRUNCATE postrider.event_outbox");
            assertThat(watch.awaitQueryable(event, SOON))
                    .isInstanceOfSatisfying(
                            NotQueryable.class, not -> assertThat(not.why()).isInstanceOf(Unknown.class));
        }
    }

    @Test
    void isToldOfAfterTheOutboxWasEmptiedToo() throws Exception {
        PublishedEvent event = publish();
        try (Relay relay = start();
                QueryableWatch watch = watch()) {
            assertThat(watch.awaitQueryable(event, SOON)).isInstanceOf(Queryable.class);
            postgres.execute("TRUNCATE postrider.event_outbox");
            assertThat(watch.awaitQueryable(event, SOON))
                    .isInstanceOfSatisfying(
                            Queryable.class,
                            queryable -> assertThat(queryable.deliveredAt()).isNull());
            assertThat(relay.status().outage()).isNull();
        }
    }

    @Test
    void waitsForEachServerThatWasNamedAndNamesTheOneThatDoesNotAnswer() throws Exception {
        ClickHouseSettings first = OutboxFixture.settings(clickHouse);
        try (FaultProxy proxy = FaultProxy.to(
                        clickHouse.url().getHost(), clickHouse.url().getPort());
                Relay relay = start();
                QueryableWatch watch = QueryableWatch.of(
                        pool,
                        first.withOthers(List.of(URI.create("http://" + proxy.host() + ":" + proxy.port())))
                                .withTimeout(Duration.ofSeconds(1)))) {
            proxy.refuse();
            PublishedEvent event = publish();
            assertThat(watch.awaitQueryable(event, Duration.ofSeconds(2)))
                    .isInstanceOfSatisfying(
                            NotQueryable.class,
                            not -> assertThat(not.why())
                                    .isInstanceOfSatisfying(
                                            TimedOut.class,
                                            timedOut -> assertThat(timedOut.reason())
                                                    .contains(Integer.toString(proxy.port()))
                                                    .doesNotContain(
                                                            first.endpoint().toString())));
            CompletableFuture<Queryability> waiting = watch.queryable(event, SOON);
            proxy.passThrough();
            assertThat(waiting.get())
                    .isInstanceOfSatisfying(
                            Queryable.class,
                            queryable -> assertThat(queryable.replicas()).hasSize(2));
            assertThat(relay.status().outage()).isNull();
        }
    }

    @Test
    void saysWhatElseBecameOfTheEvent() throws Exception {
        clickHouse.execute(TABLE.formatted("String", "UInt8", NO_BAD_ONES));
        try (Relay relay = start();
                QueryableWatch watch = watch();
                Connection connection = postgres.connect()) {
            connection.setAutoCommit(false);
            PublishedEvent rolledBack = OUTBOX.publishTracked(connection, Event.of("x", "{}"));
            assertThatIllegalStateException()
                    .isThrownBy(() -> watch.awaitQueryable(rolledBack, SOON))
                    .withMessageContaining("Commit first");
            connection.rollback();
            assertThat(watch.awaitQueryable(rolledBack, SOON)).isEqualTo(new NotQueryable(new RolledBack()));

            assertThat(watch.awaitQueryable(publish(), SOON)).isInstanceOf(Queryable.class);
            PublishedEvent bad = publish(Event.of("x", "{\"bad\": 1}"));
            assertThat(watch.awaitQueryable(bad, SOON))
                    .isInstanceOfSatisfying(
                            NotQueryable.class,
                            not -> assertThat(not.why()).isInstanceOfSatisfying(DeadLetter.class, letter -> {
                                assertThat(letter.code()).isEqualTo(469);
                                assertThat(letter.reason()).contains("no_bad_ones");
                            }));

            clickHouse.execute("ALTER TABLE event_log DROP CONSTRAINT no_bad_ones");
            assertThat(new DeadLetters(pool)
                            .requeue(DeadLetterFilter.ofEvents(List.of(bad.id())), Decision.UNSIGNED, n -> {}))
                    .isEqualTo(1);
            assertThat(watch.awaitQueryable(bad, SOON)).isInstanceOf(Queryable.class);
            assertThat(stored(bad)).isEqualTo("1");
            assertThat(relay.status().outage()).isNull();
        }
    }
}
