package dev.postrider.examples.users;

import static dev.postrider.examples.users.service.UsersClient.newEmail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.examples.users.service.RunningService;
import dev.postrider.examples.users.service.SharedService;
import dev.postrider.examples.users.service.UsersClient;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@PostriderTest
class DeliveryTest {
    private static final String FIVE_COLUMNS =
            "SELECT event_type, environment, event_context, metadata_version, toUnixTimestamp64Micro(event_date_time)";

    @Test
    @ExtendWith(SharedService.Extension.class)
    void aNewUserIsInTheEventLogWithinThreeSeconds(SharedService service) {
        String email = newEmail();
        Instant before = Instant.now();

        assertThat(service.client().createUser(email, "Ann", "Lee").status()).isEqualTo(201);

        String select =
                FIVE_COLUMNS + " FROM event_log WHERE JSONExtractString(event_context, 'email') = '" + email + "'";
        await().atMost(Duration.ofSeconds(3))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> !service.clickHouse().query(select).isEmpty());
        List<List<String>> rows = service.clickHouse().query(select);
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).subList(0, 4))
                .containsExactly(
                        "user_created",
                        "Local",
                        "{\"email\":\"" + email + "\",\"first_name\":\"Ann\",\"last_name\":\"Lee\"}",
                        "1");
        assertThat(Instant.EPOCH.plusNanos(Long.parseLong(rows.get(0).get(4)) * 1_000))
                .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
    }

    @Test
    void usersNoticeNothingWhileClickHouseIsDownAndTheirEventsArriveOnceItIsBack(
            PostgresDatabase postgres, ClickHouseDatabase clickHouse) throws Exception {
        try (FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port())) {
            proxy.refuse();
            try (RunningService service = RunningService.start(postgres, clickHouse.through(proxy))) {
                UsersClient client = service.client();
                for (int number = 0; number < 50; number++) {
                    Instant start = Instant.now();
                    assertThat(client.createUser(newEmail(), "Ann", "Lee " + number)
                                    .status())
                            .isEqualTo(201);
                    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(15));
                }
                assertThat(client.get("/actuator/health/readiness").status()).isEqualTo(200);
                assertThat(postgres.queryOne("SELECT count(*) FROM postrider.event_status WHERE status = 'pending'"))
                        .isEqualTo("50");

                proxy.passThrough();

                await().atMost(Duration.ofSeconds(15))
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(clickHouse.queryOne("SELECT count() FROM event_log"))
                                .isEqualTo("50"));
                assertThat(clickHouse.queryOne("SELECT uniqExact(event_context) FROM event_log"))
                        .isEqualTo("50");
            }
        }
    }
}
