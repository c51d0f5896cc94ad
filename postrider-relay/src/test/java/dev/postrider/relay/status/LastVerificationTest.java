package dev.postrider.relay.status;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.lease.Lease;
import dev.postrider.relay.status.LastVerification.Differing;
import dev.postrider.relay.status.LastVerification.Found;
import dev.postrider.relay.status.LastVerification.Round;
import dev.postrider.relay.status.VerificationRecord.EndedRound;
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

/** What a relay tells of comparing, and whose word counts. */
@PostriderTest
class LastVerificationTest {
    private static final Found NOTHING = new Found(0, List.of());
    private static final Found SOMETHING = new Found(
            2, List.of(new Differing(3, "ids 196608-262143: 1 missing (196609)"), new Differing(7, "a, \"b\" {c}")));

    private final PostgresDatabase postgres;

    LastVerificationTest(PostgresDatabase postgres) {
        this.postgres = postgres;
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    private long become(String owner) throws SQLException {
        postgres.execute(
                "UPDATE postrider.relay_lease SET lease_until = '-infinity'",
                "SELECT setval('postrider.relay_lease_until', 1)");
        return new Lease(postgres.dataSource(), owner, Duration.ofMinutes(1), System::nanoTime)
                .take()
                .orElseThrow();
    }

    private boolean tell(String owner, long fence, long compared, Found found, @Nullable EndedRound round)
            throws SQLException {
        return new VerificationRecord(postgres.dataSource(), owner).tell(fence, compared, found, round);
    }

    private @Nullable LastVerification read() throws SQLException {
        try (Connection connection = OutboxStatus.look(postgres.dataSource())) {
            return LastVerification.read(connection);
        }
    }

    @Test
    void beforeAnythingWasComparedThereIsNone() throws SQLException {
        assertThat(read()).isNull();
    }

    @Test
    void whatTheActiveRelayTellsIsRead() throws SQLException {
        long fence = become("relay-1");
        EndedRound round = new EndedRound(Duration.ofMinutes(10), Duration.ofMinutes(4), 42, SOMETHING);

        assertThat(tell("relay-1", fence, 5, SOMETHING, round)).isTrue();

        LastVerification last = requireNonNull(read());
        assertThat(last.owner()).isEqualTo("relay-1");
        assertThat(last.fence()).isEqualTo(fence);
        assertThat(last.comparedAt()).isCloseTo(Instant.now(), within(30, ChronoUnit.SECONDS));
        assertThat(last.compared()).isEqualTo(5);
        assertThat(last.found()).isEqualTo(SOMETHING);
        Round told = requireNonNull(last.lastRound());
        assertThat(told.compared()).isEqualTo(42);
        assertThat(told.found()).isEqualTo(SOMETHING);
        assertThat(Duration.between(told.beganAt(), told.endedAt()))
                .isCloseTo(Duration.ofMinutes(6), Duration.ofSeconds(1));
    }

    @Test
    void theLastWholeRoundStaysUntilAnotherRelayHasEndedOne() throws SQLException {
        long first = become("relay-1");
        tell(
                "relay-1",
                first,
                0,
                SOMETHING,
                new EndedRound(Duration.ofMinutes(2), Duration.ofMinutes(1), 9, SOMETHING));
        long second = become("relay-2");
        tell("relay-2", second, 1, NOTHING, null);

        LastVerification last = requireNonNull(read());
        assertThat(last.owner()).isEqualTo("relay-2");
        assertThat(last.found()).isEqualTo(NOTHING);
        assertThat(requireNonNull(last.lastRound()).found()).isEqualTo(SOMETHING);

        tell("relay-2", second, 0, NOTHING, new EndedRound(Duration.ofSeconds(2), Duration.ZERO, 9, NOTHING));
        assertThat(requireNonNull(requireNonNull(read()).lastRound()).found()).isEqualTo(NOTHING);
    }

    @Test
    void aRelayThatIsNotTheActiveOneAnyMoreWritesNothing() throws SQLException {
        long first = become("relay-1");
        long second = become("relay-2");
        assertThat(tell("relay-1", first, 1, SOMETHING, null)).isFalse();
        assertThat(read()).isNull();

        tell("relay-2", second, 1, NOTHING, null);
        assertThat(tell("relay-1", first, 2, SOMETHING, null)).isFalse();
        assertThat(tell("relay-1", second, 2, SOMETHING, null)).isFalse();
        assertThat(requireNonNull(read()).found()).isEqualTo(NOTHING);

        become("relay-1");
        assertThat(tell("relay-1", first, 2, SOMETHING, null))
                .as("active again, under another fence")
                .isFalse();
    }
}
