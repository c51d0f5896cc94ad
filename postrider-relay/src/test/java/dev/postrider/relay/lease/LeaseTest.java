package dev.postrider.relay.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostriderTest
class LeaseTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(200);

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
    void goesToAnotherAfterItsTermWithAHigherFence(PostgresDatabase postgres) throws SQLException {
        Lease silent = lease(postgres, "silent", SHORT);
        Lease next = lease(postgres, "next", LONG);
        silent.take();

        await().atMost(Duration.ofSeconds(5)).until(() -> next.take().equals(OptionalLong.of(2)));
        assertThat(silent.take()).isEmpty();
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
