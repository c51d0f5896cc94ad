package dev.postrider.relay.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostriderTest
class LeaseTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(600);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);

    @BeforeEach
    void makeOutbox(PostgresDatabase postgres) {
        OutboxFixture.makeOutbox(postgres);
    }

    private Lease lease(PostgresDatabase postgres, String owner, Duration term) {
        return new Lease(postgres.dataSource(), owner, term, nanos::get);
    }

    @Test
    void isHeldByOneAtATimeAndKeepsItsFenceWhenProlonged(PostgresDatabase postgres) throws SQLException {
        Lease first = lease(postgres, "first", LONG);
        Lease second = lease(postgres, "second", LONG);

        assertThat(first.take()).isEqualTo(OptionalLong.of(1));
        assertThat(second.take()).isEmpty();
        assertThat(first.take()).isEqualTo(OptionalLong.of(1));
    }

    @Test
    void isHeldForAsLongAsItIsProlonged(PostgresDatabase postgres) throws SQLException {
        Lease first = lease(postgres, "first", SHORT);
        Lease second = lease(postgres, "second", LONG);
        first.take();
        String until = postgres.queryOne("SELECT lease_until FROM postrider.relay_lease");

        lease(postgres, "first", LONG).prolong(1);

        await().atMost(Duration.ofSeconds(5))
                .until(() -> postgres.queryOne("SELECT lease_until < clock_timestamp() FROM postrider.relay_lease")
                        .equals("t"));
        assertThat(second.take()).isEmpty();
        assertThat(postgres.queryOne("SELECT postrider.lease_until() > clock_timestamp() + interval '50 s'"))
                .isEqualTo("t");
        assertThat(postgres.queryOne("SELECT lease_until FROM postrider.relay_lease"))
                .as("the row, which is not written")
                .isEqualTo(until);
    }

    @Test
    void isProlongedByItsHolderOnlyAndUnderItsFence(PostgresDatabase postgres) throws SQLException {
        Lease first = lease(postgres, "first", SHORT);
        first.take();

        assertThat(lease(postgres, "other", LONG).prolong(1)).isFalse();
        assertThat(first.prolong(2)).isFalse();
        assertThat(first.prolong(1)).isTrue();
        assertThat(first.identity()).isEqualTo(postgres.queryOne("SELECT postrider.life()"));
    }

    /** An unlogged sequence begins anew after a crash. */
    @Test
    void goesToAnotherWhenItsHeartbeatIsLostAndTheFirstNotices(PostgresDatabase postgres) throws SQLException {
        Lease first = lease(postgres, "first", SHORT);
        Lease second = lease(postgres, "second", LONG);
        first.take();
        lease(postgres, "first", LONG).prolong(1);

        postgres.execute("ALTER SEQUENCE postrider.relay_lease_until RESTART");
        await().atMost(Duration.ofSeconds(5)).until(() -> second.take().equals(OptionalLong.of(2)));

        assertThat(lease(postgres, "first", LONG).prolong(1)).isFalse();
    }

    /** Another session's work would be counted too, were it asked of the server. */
    @Test
    void writesNoWalWhenItIsProlonged(PostgresDatabase postgres) throws SQLException {
        try (Connection connection = postgres.connect()) {
            assumeThat(connection.getMetaData().getDatabaseMajorVersion()).isGreaterThanOrEqualTo(18);
            Lease lease = new Lease(staysOpen(connection), "first", LONG, nanos::get);
            lease.take();
            lease.prolong(1);
            String before = walOf(connection);

            for (int i = 0; i < 20; i++) {
                assertThat(lease.prolong(1)).isTrue();
            }

            assertThat(walOf(connection)).isEqualTo(before);
            lease.release();
            assertThat(walOf(connection)).as("what is counted").isNotEqualTo(before);
        }
    }

    private static String walOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_stat_force_next_flush()");
            try (ResultSet row =
                    statement.executeQuery("SELECT wal_records FROM pg_stat_get_backend_wal(pg_backend_pid())")) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** The one session, whoever borrows. */
    private static DataSource staysOpen(Connection connection) {
        return (DataSource) Proxy.newProxyInstance(
                LeaseTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (source, asked, none) -> Proxy.newProxyInstance(
                        LeaseTest.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (borrowed, method, arguments) ->
                                method.getName().equals("close") ? null : method.invoke(connection, arguments)));
    }

    @Test
    void goesToAnotherAfterItsTermWithAHigherFence(PostgresDatabase postgres) throws SQLException {
        Lease silent = lease(postgres, "silent", SHORT);
        Lease next = lease(postgres, "next", LONG);
        silent.take();

        await().atMost(Duration.ofSeconds(5)).until(() -> next.take().equals(OptionalLong.of(2)));
        assertThat(silent.take()).isEmpty();
    }

    @Test
    void goesToAnotherAtOnceWhenTheClockWasSetBackByMoreThanAnyLeaseLasts(PostgresDatabase postgres)
            throws SQLException {
        Lease silent = lease(postgres, "silent", LONG);
        silent.take();
        silent.prolong(1);
        postgres.execute(
                "UPDATE postrider.relay_lease SET lease_until = lease_until + interval '1 hour'",
                "SELECT setval('postrider.relay_lease_until', last_value + 3600000) FROM postrider.relay_lease_until");

        Lease next = lease(postgres, "next", LONG);
        assertThat(next.take()).isEqualTo(OptionalLong.of(2));
        assertThat(silent.prolong(1)).isFalse();
    }

    @Test
    void isHeldByTheHeartbeatAloneWhenTheClockWasSetBackAfterItWasTaken(PostgresDatabase postgres) throws SQLException {
        Lease holder = lease(postgres, "holder", LONG);
        holder.take();
        postgres.execute("UPDATE postrider.relay_lease SET lease_until = lease_until + interval '1 hour'");
        holder.prolong(1);

        assertThat(lease(postgres, "next", LONG).take()).isEmpty();
    }

    @Test
    void goesToAnotherAtOnceWhenGivenUp(PostgresDatabase postgres) throws SQLException {
        Lease first = lease(postgres, "first", LONG);
        first.take();

        first.release();

        assertThat(first.isHeld()).isFalse();
        assertThat(lease(postgres, "second", LONG).take()).isEqualTo(OptionalLong.of(2));
    }

    @Test
    void writesDownEachTermAndHowItEnded(PostgresDatabase postgres) throws SQLException {
        Lease first = lease(postgres, "first", SHORT);
        first.take();
        first.take();
        first.release();
        first.take();
        assertThat(terms(postgres)).containsExactly(List.of("1", "first", "f"));

        Lease second = lease(postgres, "second", LONG);
        await().atMost(Duration.ofSeconds(5)).until(() -> second.take().isPresent());
        second.release();
        lease(postgres, "third", LONG).take();
        assertThat(first.take()).isEmpty();

        assertThat(terms(postgres))
                .as("the first fell silent, the second gave the lease up")
                .containsExactly(List.of("1", "first", "f"), List.of("2", "second", "t"), List.of("3", "third", "f"));
    }

    private static List<List<@Nullable String>> terms(PostgresDatabase postgres) {
        return postgres.query(
                "SELECT fence, owner, released_at IS NOT NULL FROM postrider.relay_term ORDER BY taken_at");
    }

    @Test
    void countsItsOwnDeadlineFromBeforeTheQuery(PostgresDatabase postgres) throws SQLException {
        Lease lease = lease(postgres, "first", LONG);
        assertThat(lease.isHeld()).isFalse();

        lease.take();
        nanos.addAndGet(LONG.toNanos() - 1);
        assertThat(lease.isHeld()).isTrue();
        nanos.addAndGet(1);
        assertThat(lease.isHeld()).isFalse();
    }
}
