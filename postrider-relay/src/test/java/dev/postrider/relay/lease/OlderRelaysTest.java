package dev.postrider.relay.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Relays of earlier versions on this schema, by the statement with which they took the lease. */
@PostriderTest
class OlderRelaysTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofMinutes(1);

    /** When an earlier version takes the lease for free. */
    enum Version {
        BEFORE_THE_HEARTBEAT("lease_until < clock_timestamp()"),
        WITH_THE_HEARTBEAT("GREATEST(lease_until, to_timestamp((SELECT last_value FROM postrider.relay_lease_until)"
                + " / 1000.0)) < clock_timestamp()");

        private final String take;

        Version(String isFree) {
            this.take = """
                    WITH taken AS (
                      UPDATE postrider.relay_lease
                      SET fence = CASE WHEN owner = ? THEN fence ELSE fence + 1 END,
                          owner = ?,
                          lease_until = clock_timestamp() + ? * interval '1 millisecond'
                      WHERE name = 'relay' AND (owner = ? OR %s)
                      RETURNING fence, owner
                    ), begun AS (
                      INSERT INTO postrider.relay_term (fence, owner) SELECT fence, owner FROM taken
                      ON CONFLICT (fence) DO UPDATE SET released_at = NULL WHERE relay_term.released_at IS NOT NULL
                    )
                    SELECT fence, postrider.life() FROM taken""".formatted(isFree);
        }
    }

    private final PostgresDatabase postgres;

    OlderRelaysTest(PostgresDatabase postgres) {
        OutboxFixture.makeOutbox(postgres);
        this.postgres = postgres;
    }

    private OptionalLong takenByAnOlder(Version version) throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(version.take)) {
            statement.setString(1, "older");
            statement.setString(2, "older");
            statement.setLong(3, LONG.toMillis());
            statement.setString(4, "older");
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private Lease newer(String owner, Duration term) {
        return new Lease(postgres.dataSource(), owner, term, System::nanoTime);
    }

    private void awaitRow() {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> "t"
                        .equals(postgres.queryOne(
                                "SELECT lease_until < clock_timestamp() FROM postrider.relay_lease")));
    }

    @ParameterizedTest
    @EnumSource
    void takeNoLeaseThatTheHeartbeatKeepsAlive(Version version) throws SQLException {
        newer("newer", SHORT).take();
        newer("newer", LONG).prolong(1);
        awaitRow();

        assertThat(takenByAnOlder(version)).isEmpty();
        assertThat(newer("newer", LONG).prolong(1)).as("still held").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void leaveALeaseThatWasGivenUpToANewerRelay(Version version) throws SQLException {
        Lease first = newer("first", LONG);
        first.take();
        first.release();

        assertThat(takenByAnOlder(version)).isEmpty();
        assertThat(newer("second", LONG).take()).isEqualTo(OptionalLong.of(2));
    }

    @ParameterizedTest
    @EnumSource
    void takeALeaseThatNobodyElseWantsForTenSeconds(Version version) throws SQLException {
        Lease first = newer("first", LONG);
        first.take();
        first.release();
        postgres.execute("UPDATE postrider.relay_term SET released_at = released_at - interval '11 s'");

        assertThat(takenByAnOlder(version)).isEqualTo(OptionalLong.of(2));
        assertThat(newer("newer", LONG).take()).as("held by the older one").isEmpty();
        assertThat(takenByAnOlder(version)).as("prolonged").isEqualTo(OptionalLong.of(2));
    }

    @ParameterizedTest
    @EnumSource
    void areRefusedWithTheReasonOnceTheyAreTooOld(Version version) throws SQLException {
        assertThat(takenByAnOlder(version)).isEqualTo(OptionalLong.of(1));

        postgres.execute("SELECT postrider.require_relay(17)");

        assertThatThrownBy(() -> takenByAnOlder(version))
                .hasMessageContaining("this relay is too old for the database")
                .hasMessageContaining("a relay has to know version 17")
                .hasMessageContaining("Upgrade this relay, or stop it");
        assertThat(newer("newer", LONG).take()).as("at once").isEqualTo(OptionalLong.of(3));
    }

    @Test
    void aRelayOfTodayWillBeToldWhenItIsTooOld() throws SQLException {
        Lease today = newer("today", LONG);
        today.take();
        int tomorrow = OutboxSchema.version() + 1;

        postgres.execute("SELECT postrider.require_relay(" + tomorrow + ")");

        assertThat(today.prolong(1)).as("its term has ended").isFalse();
        assertThatThrownBy(today::take)
                .hasMessageContaining("it knows the schema postrider up to version " + OutboxSchema.version())
                .hasMessageContaining("a relay has to know version " + tomorrow);
    }
}
