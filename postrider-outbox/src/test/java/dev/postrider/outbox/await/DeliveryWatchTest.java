package dev.postrider.outbox.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.postrider.outbox.PublishedEvent;
import dev.postrider.outbox.await.Delivery.Delivered;
import dev.postrider.outbox.await.NotDelivered.Awaited;
import dev.postrider.outbox.await.NotDelivered.DeadLetter;
import dev.postrider.outbox.await.NotDelivered.RolledBack;
import dev.postrider.outbox.await.NotDelivered.TimedOut;
import dev.postrider.outbox.await.NotDelivered.Unknown;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a wait for an event says, over a ledger written by hand. */
@PostriderTest
class DeliveryWatchTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String NOTHING = "3:3:";

    private final PostgresDatabase database;
    private final LedgerByHand ledger;
    private final AtomicInteger looks = new AtomicInteger();
    private final DeliveryWatch watch;

    DeliveryWatchTest(PostgresDatabase database) {
        this.database = database;
        this.ledger = new LedgerByHand(database);
        this.watch = new DeliveryWatch(counting(database.dataSource()));
    }

    @AfterEach
    void close() {
        watch.close();
    }

    private DataSource counting(DataSource dataSource) {
        return (DataSource) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    looks.incrementAndGet();
                    return method.invoke(dataSource, args);
                });
    }

    @Test
    void isDeliveredOnceItsBatchIsAcknowledgedAndNotBefore() throws Exception {
        PublishedEvent event = ledger.publish();
        PublishedEvent later = ledger.publish();
        assertThat(watch.awaitDelivered(event, SHORT)).isInstanceOfSatisfying(TimedOut.class, timedOut -> {
            assertThat(timedOut.awaited()).isEqualTo(Awaited.DELIVERY);
            assertThat(timedOut.waited()).isBetween(SHORT, SHORT.plusSeconds(5));
            assertThat(timedOut.reason()).isNull();
        });
        CompletableFuture<Delivery> waiting = watch.delivered(event, LONG);
        ledger.acknowledge(1, NOTHING, event);
        assertThat(waiting.get()).isInstanceOfSatisfying(Delivered.class, delivered -> {
            assertThat(delivered.batchNo()).isEqualTo(1);
            assertThat(delivered.deliveredAt())
                    .isBetween(event.dateTime(), Instant.now().plusSeconds(5));
        });
        assertThat(watch.awaitDelivered(later, Duration.ZERO)).isInstanceOf(TimedOut.class);
    }

    @Test
    void anEventThatIsCommittedLateWaitsAlthoughLaterOnesAreDelivered() throws Exception {
        try (Connection late = database.connect()) {
            late.setAutoCommit(false);
            PublishedEvent event = LedgerByHand.publish(late);
            PublishedEvent other = ledger.publish();
            ledger.acknowledge(1, NOTHING, other);
            String first = database.queryOne("SELECT snap_new FROM postrider.relay_batch");
            late.commit();
            assertThat(watch.awaitDelivered(other, LONG)).isInstanceOf(Delivered.class);
            assertThat(watch.awaitDelivered(event, SHORT)).isInstanceOf(TimedOut.class);
            ledger.acknowledge(2, first, event);
            assertThat(watch.awaitDelivered(event, LONG))
                    .isInstanceOfSatisfying(
                            Delivered.class,
                            delivered -> assertThat(delivered.batchNo()).isEqualTo(2));
        }
    }

    @Test
    void saysThatItsTransactionOrTheSavepointBeforeItWasRolledBack() throws Exception {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            PublishedEvent event = LedgerByHand.publish(connection);
            CompletableFuture<Delivery> waiting = watch.delivered(event, LONG);
            connection.rollback();
            assertThat(waiting.get()).isEqualTo(new RolledBack());
            assertThat(watch.awaitDelivered(event, LONG)).isEqualTo(new RolledBack());

            PublishedEvent kept = LedgerByHand.publish(connection);
            Savepoint savepoint = connection.setSavepoint();
            PublishedEvent givenUp = LedgerByHand.publish(connection);
            connection.rollback(savepoint);
            connection.commit();
            assertThat(watch.awaitDelivered(givenUp, LONG)).isEqualTo(new RolledBack());
            assertThat(watch.awaitDelivered(kept, SHORT)).isInstanceOf(TimedOut.class);
        }
    }

    @Test
    void saysThatItWasRefusedAndWhy() throws Exception {
        PublishedEvent refused = ledger.publish();
        PublishedEvent good = ledger.publish();
        ledger.refuse(refused, 1);
        ledger.acknowledge(1, NOTHING, good, 1);
        assertThat(watch.awaitDelivered(refused, LONG)).isEqualTo(new DeadLetter(117, "no such column", false));
        assertThat(watch.awaitDelivered(good, LONG)).isInstanceOf(Delivered.class);
        database.execute("UPDATE postrider.dead_letter SET requeued_at = now()");
        assertThat(watch.awaitDelivered(refused, LONG)).isEqualTo(new DeadLetter(117, "no such column", true));
        database.execute("DELETE FROM postrider.dead_letter");
        assertThat(watch.awaitDelivered(refused, LONG))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains("batch 1", "dead letters are gone"));
    }

    @Test
    void refusesToBlockTheThreadThatWouldHaveToCommit() throws Exception {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            PublishedEvent event = LedgerByHand.publish(connection);
            assertThatIllegalStateException()
                    .isThrownBy(() -> watch.awaitDelivered(event, LONG))
                    .withMessageContaining("Commit first");
            CompletableFuture<Delivery> elsewhere = CompletableFuture.supplyAsync(() -> {
                try {
                    return watch.awaitDelivered(event, SHORT);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(elsewhere.get())
                    .isInstanceOfSatisfying(
                            TimedOut.class,
                            timedOut -> assertThat(timedOut.awaited()).isEqualTo(Awaited.COMMIT));
            connection.commit();
            ledger.acknowledge(1, NOTHING, event);
            assertThat(watch.awaitDelivered(event, LONG)).isInstanceOf(Delivered.class);
        }
    }

    @Test
    void waitsForATransactionThatItsThreadCanNotCommitAnyMore() throws Exception {
        PublishedEvent event;
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            event = LedgerByHand.publish(connection);
            // as open as one whose commit was lost with the server, and whose number another transaction has now
            connection.createStatement().execute("PREPARE TRANSACTION '" + database.name() + "'");
        }
        assertThat(watch.awaitDelivered(event, SHORT))
                .isInstanceOfSatisfying(
                        TimedOut.class,
                        timedOut -> assertThat(timedOut.awaited()).isEqualTo(Awaited.COMMIT));

        database.execute("COMMIT PREPARED '" + database.name() + "'");
        ledger.acknowledge(1, NOTHING, event, 0);
        assertThat(watch.awaitDelivered(event, LONG)).isInstanceOf(Delivered.class);
    }

    @Test
    void doesNotBelieveALedgerThatDoesNotFitOrThatNobodyHasLookedAtSinceAPromotion() throws Exception {
        PublishedEvent event = ledger.publish();
        ledger.acknowledge(1, NOTHING, event);
        database.execute("UPDATE postrider.outbox_origin SET timeline = timeline + 1");
        assertThat(watch.awaitDelivered(event, SHORT)).isInstanceOf(TimedOut.class);
        database.execute("UPDATE postrider.outbox_origin SET system_identifier = system_identifier + 1");
        assertThat(watch.awaitDelivered(event, LONG))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("postrider rebase"));
    }

    @Test
    void takesNoOtherEventForOneOfAnotherHistory() throws Exception {
        PublishedEvent event = ledger.publish();
        ledger.acknowledge(1, NOTHING, event);
        PublishedEvent before = PublishedEvent.of(
                event.id(), event.dateTime().minusMillis(1), event.transactionId(), event.databaseIdentity() + "0");
        assertThat(watch.awaitDelivered(before, LONG))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("another identity"));
        // the row itself came along, as over a promotion that lost nothing
        PublishedEvent survived =
                PublishedEvent.of(event.id(), event.dateTime(), event.transactionId(), event.databaseIdentity() + "0");
        assertThat(watch.awaitDelivered(survived, LONG)).isInstanceOf(Delivered.class);
    }

    @Test
    void saysThatItCanNotTellAfterTheLeafWasEmptied() throws Exception {
        PublishedEvent event = ledger.publish();
        ledger.acknowledge(1, NOTHING, event);
        database.execute("TRUNCATE postrider.event_outbox");
        assertThat(watch.awaitDelivered(event, LONG))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("does not retain it any more"));
    }

    @Test
    void aTimeOutTellsOfTheOutageUnderWay() throws Exception {
        PublishedEvent event = ledger.publish();
        database.execute("INSERT INTO postrider.relay_outage (owner, place, kind, code, reason, since, attempts)"
                + " VALUES ('r', 'ClickHouse', 'unavailable', '', 'connection refused', '2026-01-01 00:00Z', 7)");
        assertThat(watch.awaitDelivered(event, Duration.ZERO)).isInstanceOfSatisfying(TimedOut.class, timedOut -> {
            assertThat(timedOut.reason()).isEqualTo("ClickHouse: connection refused");
            assertThat(timedOut.outageSince()).isEqualTo("2026-01-01T00:00:00Z");
        });
    }

    @Test
    void waitsWhilePostgresIsAwayAndGoesOnAfter() throws Exception {
        PublishedEvent event = ledger.publish();
        ledger.acknowledge(1, NOTHING, event);
        try (FaultProxy proxy = FaultProxy.to(database.host(), database.port());
                DeliveryWatch far = new DeliveryWatch(database.through(proxy).dataSource())) {
            proxy.refuse();
            assertThat(far.awaitDelivered(event, SHORT)).isInstanceOfSatisfying(TimedOut.class, timedOut -> {
                assertThat(timedOut.awaited()).isEqualTo(Awaited.DATABASE);
                assertThat(timedOut.reason()).contains("PostgreSQL can't be asked");
            });
            CompletableFuture<Delivery> waiting = far.delivered(event, LONG);
            proxy.passThrough();
            assertThat(waiting.get()).isInstanceOf(Delivered.class);
        }
    }

    @Test
    void twoHundredWhoWaitShareTheirLooks() throws Exception {
        List<CompletableFuture<Delivery>> waiting = new ArrayList<>();
        PublishedEvent last = ledger.publish();
        for (int i = 0; i < 200; i++) {
            last = ledger.publish();
            waiting.add(watch.delivered(last, LONG));
        }
        long asked = System.nanoTime();
        looks.set(0);
        await().during(Duration.ofSeconds(1))
                .atMost(LONG)
                .until(() -> waiting.stream().noneMatch(CompletableFuture::isDone));
        assertThat(looks).as("looks in a second and a little more").hasValueLessThanOrEqualTo((int)
                (Duration.ofNanos(System.nanoTime() - asked).toMillis() / 10));
        await().until(() -> waiting.stream().noneMatch(CompletableFuture::isDone));
        int before = looks.get();
        ledger.acknowledge(1, NOTHING, last);
        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get();
        assertThat(waiting).allSatisfy(one -> assertThat(one.join()).isInstanceOf(Delivered.class));
        // one that was under way, one that saw it
        assertThat(looks.get() - before).isLessThanOrEqualTo(3);
    }

    @Test
    void nobodyLooksWhileNobodyWaits() throws Exception {
        PublishedEvent event = ledger.publish();
        ledger.acknowledge(1, NOTHING, event);
        assertThat(watch.awaitDelivered(event, LONG)).isInstanceOf(Delivered.class);
        CompletableFuture<Delivery> cancelled = watch.delivered(ledger.publish(), LONG);
        cancelled.cancel(false);
        await().during(Duration.ofMillis(600)).atMost(LONG).until(() -> looks.get() <= 2);
    }

    @Test
    void refusesANegativeTimeOutAndCancelsOnClose() throws SQLException {
        PublishedEvent event = ledger.publish();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> watch.awaitDelivered(event, Duration.ofMillis(-1)))
                .withMessageContaining("-1 ms");
        CompletableFuture<Delivery> waiting = watch.delivered(event, LONG);
        watch.close();
        assertThatExceptionOfType(CancellationException.class).isThrownBy(waiting::join);
        assertThatIllegalStateException().isThrownBy(() -> watch.awaitDelivered(event, LONG));
    }

    /** Planned while the ledger is new, it would read all of it for each event later on, and be compiled for seconds where LLVM is. */
    @Test
    void theQuestionIsPlannedForALongLedgerAndNeverCompiled() {
        assertThat(database.queryOne("SELECT proconfig::text FROM pg_proc WHERE proname = 'event_deliveries'"))
                .contains("jit=off", "enable_seqscan=off", "enable_bitmapscan=off", "enable_sort=off");
    }

    @Test
    void sqlGivesTheSameAnswersAndRefusesToBeAskedByTheTransactionThatPublished() throws Exception {
        PublishedEvent delivered = ledger.publish();
        PublishedEvent refused = ledger.publish();
        ledger.refuse(refused, 1);
        ledger.acknowledge(1, NOTHING, refused, 1);
        PublishedEvent waiting = ledger.publish();
        assertThat(sql(delivered, "state || ' ' || batch_no")).isEqualTo("delivered 1");
        assertThat(sql(waiting, "state")).isEqualTo("waiting");
        assertThat(sql(refused, "state || ' ' || code || ' ' || COALESCE(reason, 'not told')"))
                .as("without the event's time")
                .isEqualTo("dead_letter 117 not told");
        assertThat(database.queryOne("SELECT reason FROM postrider.event_delivery(" + refused.id() + ", '"
                        + refused.transactionId() + "', '" + refused.dateTime() + "')"))
                .isEqualTo("no such column");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> database.execute(
                                "BEGIN; SELECT postrider.publish('x', '{}', 'T');"
                                        + " SELECT * FROM postrider.event_delivery(currval('postrider.event_outbox_id_seq'), pg_current_xact_id())"))
                .withMessageContaining("the transaction that published the event is still open");
    }

    private String sql(PublishedEvent event, String columns) {
        return database.queryOne("SELECT " + columns + " FROM postrider.event_delivery(" + event.id() + ", '"
                + event.transactionId() + "')");
    }
}
