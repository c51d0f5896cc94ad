package dev.postrider.crashtests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.outbox.Event;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.outbox.PublishedEvent;
import dev.postrider.outbox.await.Delivery;
import dev.postrider.outbox.await.DeliveryWatch;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.await.Queryability;
import dev.postrider.relay.await.QueryableWatch;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.relay.tools.doctor.Doctor;
import dev.postrider.relay.tools.doctor.DoctorLimits;
import dev.postrider.relay.tools.doctor.Severity;
import dev.postrider.relay.tools.replay.Replay;
import dev.postrider.relay.tools.replay.ReplayCriteria;
import dev.postrider.relay.tools.replay.ReplayListener;
import dev.postrider.relay.tools.replay.ReplayReport;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyReport;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything works whatever the sessions' defaults are, for members of the shipped roles alone. */
@PostriderTest
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileDatabaseTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final String relayUser;
    private final HikariDataSource pool;

    HostileDatabaseTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.relayUser = "relay_" + postgres.name();
        HostileDefaults.of(postgres);
        OutboxSchema.migrate(postgres.dataSource());
        this.pool = OutboxFixture.pool(HostileDefaults.signedIn(postgres, relayUser, "postrider_relay"));
    }

    @AfterEach
    void close() {
        pool.close();
        postgres.execute("DROP OWNED BY " + relayUser, "DROP USER " + relayUser);
    }

    private Relay start(RelaySettings settings) {
        Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), settings, RelayListener.none());
        relay.start();
        return relay;
    }

    @Test
    void publishesDeliversVerifiesReplaysRequeuesAndEmpties() throws Exception {
        publishInEveryWay();
        try (Relay relay = start(OutboxFixture.QUICK);
                ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            assertThat(relay.status().outage()).isNull();
            assertThat(new Doctor(pool, sink.eventLog().facts(), DoctorLimits.defaults())
                            .check()
                            .atLeast(Severity.PROBLEM))
                    .isEmpty();
            VerifyReport report =
                    new Verification(pool, sink.eventLog()).run(new VerifyScope.All(), VerifyListener.none());
            assertThat(report.differences()).isEmpty();
        }
        replayForLongerThanATransactionMayLast();
        long requeued = requeueALetter();
        RelaySettings.Retention shortly = new RelaySettings.Retention(
                Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofDays(1), Duration.ofDays(1));
        try (Relay relay = start(OutboxFixture.QUICK.withRetention(shortly))) {
            await("all leaves are emptied")
                    .atMost(SOON)
                    .until(() -> postgres.queryOne("SELECT count(*) FROM postrider.event_outbox")
                            .equals("0"));
            assertThat(relay.status().outage()).isNull();
        }
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log WHERE event_id = " + requeued))
                .isEqualTo("1");
    }

    @Test
    void whoWaitsIsTold() throws Exception {
        PublishedEvent event;
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false);
            event = Outbox.create(OutboxSettings.defaults())
                    .publishTracked(connection, Event.of("thing_happened", "{}"));
            connection.commit();
        }
        try (Relay relay = start(OutboxFixture.QUICK);
                QueryableWatch queries = QueryableWatch.of(pool, OutboxFixture.settings(clickHouse));
                DeliveryWatch delivery = new DeliveryWatch(postgres.dataSource())) {
            assertThat(queries.awaitQueryable(event, SOON)).isInstanceOf(Queryability.Queryable.class);
            assertThat(clickHouse.queryOne("SELECT count() FROM event_log WHERE event_id = " + event.id()))
                    .isEqualTo("1");
            assertThat(delivery.awaitDelivered(event, SOON)).isInstanceOf(Delivery.Delivered.class);
            assertThat(relay.status().outage()).isNull();
        }
    }

    private void publishInEveryWay() throws SQLException {
        Outbox outbox = Outbox.create(OutboxSettings.defaults());
        Event event = Event.of("thing_happened", "{\"a\\u0041\": \"\\\\'\"}");
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false);
            outbox.publish(connection, event);
            outbox.publish(connection, event.withDateTime(Instant.parse("2001-02-03T04:05:06.789012Z")));
            // with and without a time and a trace: nulls in arrays
            outbox.publishAll(
                    connection,
                    List.of(
                            event,
                            event.withDateTime(Instant.parse("2299-12-31T23:59:59.999999Z")),
                            event.withTraceParent("00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01")));
            outbox.publishAll(connection, Collections.nCopies(2_000, event));
            connection.commit();
        }
        OutboxFixture.publishTogether(postgres, 500);
    }

    private void replayForLongerThanATransactionMayLast() throws Exception {
        try (ClickHouseSink again =
                ClickHouseSink.create(OutboxFixture.settings(clickHouse).withTable("again"))) {
            ReplayReport replay = new Replay(pool, again).run(ReplayCriteria.ALL, 1_000, ReplayListener.none());
            assertThat(replay.counts().sent()).isEqualTo(2_505);
        }
    }

    /** Gives the event's id. */
    private long requeueALetter() throws SQLException {
        long id = Long.parseLong(postgres.queryOne("""
                INSERT INTO postrider.dead_letter
                  (event_id, txid, event_type, event_date_time, environment, event_context, metadata_version, batch_no, reason)
                VALUES (nextval('postrider.event_outbox_id_seq'), '3', 'x', '2026-01-01 00:00Z', 'T', '{}', 1, 1, 'bad')
                RETURNING event_id"""));
        assertThat(new DeadLetters(pool).requeue(DeadLetterFilter.ofEvents(List.of(id)), Decision.UNSIGNED, n -> {}))
                .isEqualTo(1);
        return id;
    }

    /** Under SERIALIZABLE, what a relay reads may cost a writer its transaction. */
    @Test
    void noWriterFailsForARelay() throws Exception {
        postgres.execute("CREATE TABLE public.stock (n int)", "INSERT INTO public.stock VALUES (0)");
        try (Relay relay = start(OutboxFixture.QUICK)) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.ACTIVE);
            for (int i = 0; i < 3; i++) {
                try (Connection reading = postgres.connect()) {
                    reading.setAutoCommit(false);
                    execute(reading, "SELECT n FROM public.stock");
                    execute(reading, "SELECT postrider.publish('ordered', '{}', 'Test')");
                    postgres.execute("UPDATE public.stock SET n = n + 1");
                    Thread.sleep(1_200);
                    reading.commit();
                }
            }
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
