package dev.postrider.crashtests.hostile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.crashtests.Looks;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.status.LastVerification;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.tools.outbox.LeafView;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may only read sees batches, terms, leaves, curves and the last verification, whatever the sessions' defaults are. */
@PostriderTest
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileLooksTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int EVENTS = 200;

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final String relayUser;
    private final String readerUser;
    private final HikariDataSource relayPool;
    private final HikariDataSource readerPool;

    HostileLooksTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.relayUser = "relay_" + postgres.name();
        this.readerUser = "reader_" + postgres.name();
        HostileDefaults.of(postgres);
        OutboxSchema.migrate(postgres.dataSource());
        this.relayPool = OutboxFixture.pool(HostileDefaults.signedIn(postgres, relayUser, "postrider_relay"));
        this.readerPool = OutboxFixture.pool(HostileDefaults.signedIn(postgres, readerUser, "postrider_reader"));
    }

    @AfterEach
    void close() {
        relayPool.close();
        readerPool.close();
        for (String user : new String[] {relayUser, readerUser}) {
            postgres.execute("DROP OWNED BY " + user, "DROP USER " + user);
        }
    }

    @Test
    void anEmptyOutboxIsSeen() throws SQLException {
        Looks looks = Looks.at(readerPool);

        assertThat(looks.batches().batches()).isEmpty();
        assertThat(looks.terms().terms()).isEmpty();
        assertThat(looks.leaves().unknown()).isNull();
        assertThat(looks.curve().points()).hasSize(60).noneMatch(point -> point.isKnown());
        assertThat(looks.verification()).isNull();
    }

    @Test
    void whatWasDeliveredIsSeen() throws SQLException {
        OutboxFixture.publishTogether(postgres, EVENTS);
        try (Relay relay = new Relay(
                relayPool,
                OutboxFixture.sink(clickHouse),
                OutboxFixture.QUICK.withVerifyEvery(Duration.ofMillis(20)),
                RelayListener.none())) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            await("a round of comparing").atMost(SOON).until(() -> {
                LastVerification last = verification();
                return last != null && last.lastRound() != null;
            });
            assertThat(relay.status().outage()).isNull();

            Looks looks = Looks.at(readerPool);

            assertThat(looks.batches().batches().stream()
                            .mapToInt(batch -> batch.rows())
                            .sum())
                    .isEqualTo(EVENTS);
            assertThat(looks.events()).hasSize(EVENTS);
            assertThat(looks.terms().holder()).isNotNull();
            assertThat(looks.leaves().leaves())
                    .extracting(LeafView::content)
                    .allSatisfy(content ->
                            assertThat(requireNonNull(content).isPending()).isFalse());
            assertThat(looks.curve().points()).anyMatch(point -> point.isKnown());
            assertThat(requireNonNull(looks.verification()).found().differing()).isZero();
        }
    }

    private @Nullable LastVerification verification() throws SQLException {
        try (Connection connection = OutboxStatus.look(readerPool)) {
            return LastVerification.read(connection);
        }
    }
}
