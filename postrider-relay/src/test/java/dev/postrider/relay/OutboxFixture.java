package dev.postrider.relay;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

/** What the relay's tests do over and over: make an outbox, run a relay, compare both ends row by row. */
public final class OutboxFixture {
    /** Batches go out at once, and a relay that died is replaced soon. */
    public static final RelaySettings QUICK = RelaySettings.defaults()
            .withMaxWait(Duration.ofMillis(20))
            .withLeaseTerm(Duration.ofMillis(500))
            .withBackoff(Duration.ofMillis(20), Duration.ofMillis(500));

    /** The same figures from both ends: everything an event has, the context by its hash. */
    private static final String PUBLISHED = """
            SELECT id, event_type, (extract(epoch FROM event_date_time) * 1000000)::bigint, environment,
                   md5(event_context::text), metadata_version, COALESCE(trace_parent, '')
            FROM postrider.event_outbox ORDER BY id""";

    private static final String DELIVERED = """
            SELECT event_id, event_type, toUnixTimestamp64Micro(event_date_time), environment,
                   lower(hex(MD5(event_context))), metadata_version, trace_parent
            FROM event_log ORDER BY event_id""";

    private static final String SCHEMA = OutboxSchema.script();

    private static final AtomicBoolean ROLES_ARE_THERE = new AtomicBoolean();

    private OutboxFixture() {}

    /** Applies the migrations as one script, which takes less than half of the time of one after the other. */
    public static void makeOutbox(PostgresDatabase postgres) {
        if (!ROLES_ARE_THERE.get()) {
            makeRoles(postgres);
        }
        postgres.execute(SCHEMA);
    }

    /** A server's databases share them: several that make them at once would wait for each other for longer than a script waits. */
    private static synchronized void makeRoles(PostgresDatabase postgres) {
        if (!ROLES_ARE_THERE.get()) {
            postgres.execute("DO $$ BEGIN"
                    + " IF to_regrole('postrider_writer') IS NULL THEN"
                    + " CREATE ROLE postrider_writer; CREATE ROLE postrider_relay; CREATE ROLE postrider_reader;"
                    + " END IF; END $$");
            ROLES_ARE_THERE.set(true);
        }
    }

    /** A pool as an application has it. */
    public static HikariDataSource pool(String jdbcUrl, String user, String password) {
        return new HikariDataSource(poolSettings(jdbcUrl, user, password));
    }

    /** The settings of such a pool, for tests that want an odd one. */
    static HikariConfig poolSettings(String jdbcUrl, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(5);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(2_000);
        // Each connection that the pool keeps and the network has forgotten costs the borrower this long.
        config.setValidationTimeout(250);
        // A server that is down at the start is waited for.
        config.setInitializationFailTimeout(-1);
        return config;
    }

    /** A pool of connections to the database. */
    public static HikariDataSource pool(PostgresDatabase postgres) {
        return pool(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    /** The event log of a database. */
    public static ClickHouseSettings settings(ClickHouseDatabase clickHouse) {
        return ClickHouseSettings.at(clickHouse.url())
                .withLogin(clickHouse.user(), clickHouse.password())
                .withDatabase(clickHouse.name())
                .withTimeout(Duration.ofSeconds(5));
    }

    /** The event log of a database, as a sink. */
    public static ClickHouseSink sink(ClickHouseDatabase clickHouse) {
        return ClickHouseSink.create(settings(clickHouse));
    }

    /** Publishes events of some length, each in a transaction of its own; every tenth is rolled back. */
    public static void publishSeparately(PostgresDatabase postgres, int from, int count) {
        postgres.execute("""
                DO $$ BEGIN
                  FOR i IN %d .. %d LOOP
                    PERFORM postrider.publish('thing_happened', json_build_object('n', i, 'text', repeat('x', i %% 200)), 'Test');
                    IF i %% 10 = 0 THEN ROLLBACK; ELSE COMMIT; END IF;
                  END LOOP;
                END $$""".formatted(from, from + count - 1));
    }

    /** Publishes events in one transaction. */
    public static void publishTogether(PostgresDatabase postgres, int count) {
        postgres.execute("""
                SELECT count(postrider.publish('thing_happened', json_build_object('n', i), 'Test'))
                FROM generate_series(1, %d) i""".formatted(count));
    }

    /** Writes into the ledger that everything visible now was delivered at that time, as if a relay had done so. */
    public static void noteDelivery(PostgresDatabase postgres, Instant doneAt) {
        postgres.execute("""
                INSERT INTO postrider.relay_batch
                  (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit, planned_at, done_at,
                   row_count, byte_count, attempts, end_txid, end_id, exhausted, total_rows, max_id)
                SELECT COALESCE(max(batch_no), 0) + 1, COALESCE(max(fence), 0) + 1, '3:3:', pg_current_snapshot(), '0', 0, 1, 1,
                       '%1$s', '%1$s', 0, 0, 0, '0', 0, true, 0, 0
                FROM postrider.relay_batch""".formatted(doneAt));
    }

    /** What a relay has that is the active one now, in a database whose identity it has seen. */
    public static Tenure tenure(PostgresDatabase postgres) {
        postgres.execute("UPDATE postrider.outbox_origin SET timeline = split_part(postrider.life(), '/', 2)::bigint");
        return new Tenure(
                Long.parseLong(postgres.queryOne("SELECT fence FROM postrider.relay_lease")),
                postgres.queryOne("SELECT postrider.life()"));
    }

    /** The outbox as a dump of it looks in another cluster, where transaction ids begin anew. */
    public static void moveToAnotherCluster(PostgresDatabase postgres) {
        noteDelivery(postgres, Instant.now());
        postgres.execute(
                "UPDATE postrider.relay_batch SET snap_new = '90000000:90000000:', end_txid = '89999999', end_id = 1000,"
                        + " max_id = 1000",
                "UPDATE postrider.outbox_origin"
                        + " SET max_id_acknowledged = 1000, system_identifier = system_identifier + 1");
    }

    /** Waits until nothing waits, and then compares every row of both ends. */
    public static void assertDeliveredExactly(
            PostgresDatabase postgres, ClickHouseDatabase clickHouse, Duration within) {
        long published = Long.parseLong(postgres.queryOne("SELECT count(*) FROM postrider.event_outbox"));
        Awaitility.await("delivery of " + published + " events")
                .atMost(within)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> Long.parseLong(clickHouse.queryOne("SELECT count() FROM event_log")) >= published
                        && postgres.queryOne("SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL")
                                .equals("0"));
        List<? extends List<String>> expected = postgres.query(PUBLISHED);
        Assertions.assertThat(clickHouse.query(DELIVERED)).isEqualTo(expected);
        Assertions.assertThat(postgres.queryOne("SELECT COALESCE(max(total_rows), 0) FROM postrider.relay_batch"))
                .isEqualTo(Long.toString(published));
    }
}
