package dev.postrider.relay.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.content.IdWindowComparison;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.status.LastVerification;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.tools.verify.BackgroundVerification;
import dev.postrider.relay.tools.verify.Repair;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The comparison that goes on in the background of delivery. */
@PostriderTest
class VerificationLoopTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<IdWindowComparison> heard = new CopyOnWriteArrayList<>();

    @Test
    void findsADeletedRowOnceAndSeesThatItIsBack(PostgresDatabase postgres, ClickHouseDatabase clickHouse)
            throws Exception {
        OutboxFixture.makeOutbox(postgres);
        postgres.execute("ALTER SEQUENCE postrider.event_outbox_id_seq RESTART WITH 65500");
        OutboxFixture.publishTogether(postgres, 200);
        RelayListener listener = new RelayListener() {
            @Override
            public void idWindowCompared(IdWindowComparison compared) {
                heard.add(compared);
            }
        };
        RelaySettings settings = OutboxFixture.QUICK.withVerifyEvery(Duration.ofMillis(20));
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                ClickHouseSink sink = OutboxFixture.sink(clickHouse);
                Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), settings, listener)) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            await().atMost(SOON).until(() -> heard.size() >= 4);
            assertThat(heard).extracting(IdWindowComparison::window).contains(0L, 1L);
            assertThat(heard).allMatch(compared -> compared.difference() == null);

            await().atMost(SOON).untilAsserted(() -> {
                assertThat(last(pool).lastRound()).isNotNull();
                assertThat(last(pool).found().differing()).isZero();
            });

            clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id = 65600 SETTINGS mutations_sync = 2");
            await().atMost(SOON).until(() -> count(1) >= 3);
            assertThat(heard.stream().filter(IdWindowComparison::isNews))
                    .singleElement()
                    .satisfies(compared -> assertThat(Objects.requireNonNull(compared.difference())
                                    .missing()
                                    .contains(65_600))
                            .isTrue());

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(last(pool).found().first())
                            .singleElement()
                            .satisfies(differing -> {
                                assertThat(differing.window()).isEqualTo(1);
                                assertThat(differing.words()).contains("1 missing (65600)");
                            }));

            new Repair(pool, sink).run(new VerifyScope.All(), false, VerifyListener.none());
            int before = heard.size();
            await().atMost(SOON)
                    .until(() -> heard.subList(before, heard.size()).stream()
                            .anyMatch(compared -> compared.window() == 1 && compared.difference() == null));
            assertThat(heard.get(heard.size() - 1).differing()).isZero();
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(last(pool).found().differing()).isZero());
        }
    }

    private static LastVerification last(DataSource dataSource) throws SQLException {
        try (Connection connection = OutboxStatus.look(dataSource)) {
            return Objects.requireNonNull(LastVerification.read(connection));
        }
    }

    @Test
    void whatTheLedgerHasForgottenDoesNotDifferAnyMore(PostgresDatabase postgres, ClickHouseDatabase clickHouse)
            throws Exception {
        OutboxFixture.makeOutbox(postgres);
        postgres.execute("ALTER SEQUENCE postrider.event_outbox_id_seq RESTART WITH 65500");
        OutboxFixture.publishTogether(postgres, 200);
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                ClickHouseSink sink = OutboxFixture.sink(clickHouse);
                Relay relay =
                        new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id < 65520 SETTINGS mutations_sync = 2");
            BackgroundVerification verification = new BackgroundVerification(pool, sink.eventLog());
            assertThat(Objects.requireNonNull(verification.next()).differing()).isEqualTo(1);

            postgres.execute(
                    "DELETE FROM postrider.relay_window WHERE id_window = 0",
                    "UPDATE postrider.outbox_origin SET first_window = 1");
            assertThat(Objects.requireNonNull(verification.next()).window()).isEqualTo(1);
            assertThat(verification.next()).isNull();
            assertThat(Objects.requireNonNull(verification.next()).differing()).isZero();
            assertThat(verification.differing()).isZero();
        }
    }

    private long count(long window) {
        return heard.stream()
                .filter(compared -> compared.window() == window && compared.difference() != null)
                .count();
    }
}
