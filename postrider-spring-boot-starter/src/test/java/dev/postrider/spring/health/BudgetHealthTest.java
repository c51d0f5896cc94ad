package dev.postrider.spring.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.budget.Budgets;
import dev.postrider.relay.budget.OutboxSpace;
import dev.postrider.spring.watch.Observation;
import dev.postrider.spring.watch.OutboxWatch;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

@PostriderTest
class BudgetHealthTest {

    private static final Budgets NONE =
            Budgets.defaults().withAge(Duration.ZERO, Duration.ZERO).withSize(0, 0);

    @Test
    void isUpWithTheReasonOverAWarningAndDownOverALimitOrWhilePublishingIsRefused(PostgresDatabase postgres) {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("SELECT postrider.publish('thing_happened', '{}', 'Test')", "SELECT pg_sleep(0.01)");
        OutboxWatch outbox = new OutboxWatch(postgres.dataSource());
        assertThat(health(outbox, NONE).getStatus()).isEqualTo(Status.UNKNOWN);
        outbox.start();
        await().until(() -> outbox.space() instanceof Observation.Seen<OutboxSpace>);

        assertThat(health(outbox, NONE).getStatus()).isEqualTo(Status.UP);
        assertThat(health(outbox, NONE).getDetails())
                .doesNotContainKey("reason")
                .containsEntry("publishing", "open");

        Health warned = health(outbox, NONE.withSize(1, 0));
        assertThat(warned.getStatus()).isEqualTo(Status.UP);
        assertThat(warned.getDetails()).containsEntry("size", "warning");
        assertThat(String.valueOf(warned.getDetails().get("reason")))
                .matches("the outbox takes on disk 0.* MB: the warning level is 0.0 MB");

        // From the second look on it is certain that the event has waited since the first.
        Budgets milliseconds = NONE.withAge(Duration.ofMillis(1), Duration.ofMillis(2));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> health(outbox, milliseconds).getStatus().equals(Status.DOWN));
        Health late = health(outbox, milliseconds);
        assertThat(late.getDetails()).containsEntry("age", "over").containsEntry("size", "not_set");
        outbox.stop();

        postgres.execute("SELECT postrider.block_publishing('it is full')");
        outbox.start();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> health(outbox, NONE).getStatus().equals(Status.DOWN));
        assertThat(String.valueOf(health(outbox, NONE).getDetails().get("reason")))
                .startsWith("publishing is refused since")
                .endsWith(": it is full");
        outbox.stop();
    }

    private static Health health(OutboxWatch outbox, Budgets budgets) {
        return new BudgetHealth(outbox, budgets).health();
    }
}
