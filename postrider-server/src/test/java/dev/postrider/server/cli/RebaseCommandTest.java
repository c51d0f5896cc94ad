package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

@PostriderTest
class RebaseCommandTest {

    @Test
    void countsFirstAndThenRebasesAnOutboxOfAnotherCluster(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute(
                "SELECT count(postrider.publish('thing_happened', '{}', 'Test')) FROM generate_series(1, 20)",
                "UPDATE postrider.outbox_origin SET system_identifier = 1");
        Map<String, String> environment = CommandRun.environment(postgres, clickHouse);

        CommandRun unsure = CommandRun.of(environment, "rebase");
        assertThat(unsure.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(unsure.err()).contains("--yes", "--dry-run");
        CommandRun counted = CommandRun.of(environment, "rebase", "--dry-run");
        assertThat(counted.exitCode()).isEqualTo(ExitCodes.FINE);
        assertThat(counted.out()).contains("would keep    20 events", "ledger is of  1/0", "can't be asked");
        assertThat(postgres.queryOne("SELECT system_identifier FROM postrider.outbox_origin"))
                .isEqualTo("1");

        CommandRun done = CommandRun.of(environment, "rebase", "--yes", "--json");
        assertThat(done.exitCode()).isEqualTo(ExitCodes.FINE);
        assertThat(done.json().at("/done").asBoolean()).isTrue();
        assertThat(done.json().at("/rebase/kept").asInt()).isEqualTo(20);
        assertThat(done.json().at("/rebase/can_ask").asBoolean()).isFalse();
        assertThat(postgres.queryOne("SELECT postrider.life() = system_identifier || '/' || timeline"
                        + " FROM postrider.outbox_origin"))
                .isEqualTo("t");
    }
}
