package dev.postrider.spring.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.spring.watch.Observation;
import dev.postrider.spring.watch.OutboxWatch;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Health says of delivery what the state says, and no more than is known. */
@PostriderTest
class DeliveryHealthTest {
    private final PostgresDatabase postgres;
    private final OutboxWatch watch;

    DeliveryHealthTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.watch = new OutboxWatch(postgres.dataSource());
    }

    @BeforeEach
    void migrate() {
        OutboxSchema.migrate(postgres.dataSource());
    }

    @AfterEach
    void stop() {
        watch.stop();
    }

    private Health health() {
        watch.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> watch.last() instanceof Observation.Seen);
        return new DeliveryHealth(watch).health();
    }

    @Test
    void isUpWhereNothingIsToDo() {
        Health health = health();

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .containsEntry("state", "nothing to do")
                .containsEntry("reason", "no relay is active");
    }

    @Test
    void isDownWithTheReasonWhileEventsAreNotDelivered() {
        postgres.execute(
                "SELECT postrider.publish('thing_happened', '{}', 'Test')",
                "INSERT INTO postrider.relay_outage (owner, place, kind, code, reason, since, attempts)"
                        + " VALUES ('relay-1', 'ClickHouse', 'unavailable', '', 'Connection refused', '2026-01-31T12:00:00Z', 3)");

        Health health = health();

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails())
                .containsEntry("state", "not delivering")
                .containsEntry(
                        "reason",
                        "no relay is active; the last one told of ClickHouse: unavailable: Connection refused")
                .containsEntry("since", "2026-01-31T12:00:00Z");
    }

    @Test
    void isUnknownWhereThatIsNotKnown() {
        postgres.execute(
                "UPDATE postrider.outbox_origin SET system_identifier = 1",
                "SELECT postrider.publish('thing_happened', '{}', 'Test')");

        Health health = health();

        assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
        assertThat(health.getDetails()).containsEntry("state", "not known").containsKey("reason");
        assertThat(new DeliveryHealth(new OutboxWatch(postgres.dataSource()))
                        .health()
                        .getStatus())
                .as("before the first look")
                .isEqualTo(Status.UNKNOWN);
    }
}
