package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code history}, and {@code status --at}. */
@PostriderTest
class HistoryCommandTest {
    private final PostgresDatabase postgres;
    private final Map<String, String> environment;

    HistoryCommandTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.environment = CommandRun.environment(postgres, clickHouse);
    }

    @BeforeEach
    void anOutageLastNight() {
        OutboxSchema.migrate(postgres.dataSource());
        told("2026-01-31T03:00:00Z", "nothing_to_do", null, 0, 1_000);
        told("2026-01-31T03:05:00Z", "flowing", null, 4, 1_010);
        told("2026-01-31T03:05:40Z", "not_delivering", "ClickHouse: unavailable: Connection refused", 90, 1_020);
        told("2026-01-31T03:06:40Z", "not_delivering", "ClickHouse: unavailable: Connection refused", 900, 1_020);
        told("2026-01-31T03:07:10Z", "flowing", null, 0, 1_920);
    }

    private void told(String at, String state, @Nullable String reason, int pending, int delivered) {
        postgres.execute("""
                INSERT INTO postrider.delivery_history
                  (told_at, owner, state, reason, since, pending, pending_is_at_least, lag_millis, delivered, dead_letters, outbox_bytes)
                VALUES ('%s', 'relay-1/7/1c9f2e07', '%s', %s, %s, %d, false, 31500, %d, 2, 8388608)""".formatted(
                        at,
                        state,
                        reason == null ? "NULL" : "'" + reason + "'",
                        reason == null ? "NULL" : "'2026-01-31T03:05:39Z'",
                        pending,
                        delivered));
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(environment, arguments);
    }

    @Test
    void saysWhenEventsWereDeliveredAndWhenNotAndWhereNobodyKnows() {
        environment.put("COLUMNS", "80");
        CommandRun text = run("history", "--since=2026-01-31", "--before=2026-02-01");

        assertThat(text.exitCode()).as(text.err()).isZero();
        assertThat(text.out().lines())
                .containsExactly(
                        "FROM                  LASTED  STATE           REASON",
                        "2026-01-31 03:07:10Z  20 h    not known       no relay told anything after 2026…",
                        "2026-01-31 03:07:10Z  0 s     flowing",
                        "2026-01-31 03:05:40Z  1 min   not delivering  ClickHouse: unavailable: Connecti…",
                        "2026-01-31 03:05:00Z  40 s    flowing",
                        "2026-01-31 03:00:00Z  5 min   nothing to do");
        assertThat(run("history", "--since=2026-01-31", "--before=2026-02-01", "--wide")
                        .out())
                .contains("LASTED  STATE           MOST WAITING  REASON\n")
                .contains("1 min   not delivering  900           ClickHouse: unavailable: Connection refused\n");
    }

    @Test
    void saysItAsJson() {
        JsonNode json = run("history", "--since=2026-01-31T03:06", "--before=2026-01-31T03:07", "--json")
                .json();

        assertThat(json.get("stretches")).hasSize(1);
        JsonNode outage = json.at("/stretches/0");
        assertThat(outage.get("state").asString()).isEqualTo("not_delivering");
        assertThat(outage.get("from").asString()).isEqualTo("2026-01-31T03:05:40Z");
        assertThat(outage.get("until").asString())
                .as("the range's end: what comes then was not asked for")
                .isEqualTo("2026-01-31T03:07:00Z");
        assertThat(outage.get("most_pending").asInt()).isEqualTo(900);
    }

    @Test
    void printsNoMoreLinesThanAreAskedForThoughTheNewestIsASilence() {
        CommandRun text = run("history", "--since=2026-01-31", "--last=2");

        assertThat(text.out().lines()).hasSize(3);
        assertThat(text.out()).contains("until now  not known");
    }

    @Test
    void saysHowDeliveryStoodAtATime() {
        CommandRun outage = run("status", "--at=2026-01-31T03:06");
        CommandRun well = run("status", "--at=2026-01-31T03:04");

        assertThat(outage.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(outage.out().lines())
                .containsExactly(
                        "at            2026-01-31 03:06:00Z",
                        "state         not delivering: ClickHouse: unavailable: Connection refused",
                        "last told     2026-01-31 03:05:40Z, 20 s before, by relay-1/7/1c9f2e07",
                        "since         2026-01-31 03:05:39Z",
                        "pending       90",
                        "lag           31.500 s",
                        "outbox size   8.0 MiB",
                        "processed     1020",
                        "dead letters  2");
        assertThat(well.exitCode()).isZero();
        assertThat(well.out()).contains("state         nothing to do\n", "4 min before");
    }

    @Test
    void saysWhatIsNotKnown() {
        CommandRun silent = run("status", "--at=2026-01-31T04:00");
        CommandRun before = run("status", "--at=2026-01-30");
        CommandRun none = run("history", "--since=2026-01-29", "--before=2026-01-30");

        assertThat(silent.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(silent.out())
                .contains(
                        "state         not known: no relay told anything after 2026-01-31T03:07:10Z\n",
                        "last told     2026-01-31 03:07:10Z, 52 min before, by relay-1/7/1c9f2e07\n");
        assertThat(before.out()).isEqualTo("""
                        at            2026-01-30 00:00:00Z
                        state         not known: what is kept begins at 2026-01-31T03:00:00Z
                        """);
        assertThat(none.out())
                .isEqualTo("no relay told anything between 2026-01-29 00:00:00Z and 2026-01-30 00:00:00Z,"
                        + " and nothing is kept from before\n");
        assertThat(run("status", "--at=2026-01-31T04:00", "--json")
                        .json()
                        .at("/last_told/status/delivered")
                        .asInt())
                .isEqualTo(1_920);
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        for (List<String> wrong : List.of(
                List.of("status", "--at=yesterday", "--watch"),
                List.of("history", "--since=today", "--before=yesterday"),
                List.of("history", "--last=0"))) {
            assertThat(run(wrong.toArray(String[]::new)).exitCode())
                    .as("%s", wrong)
                    .isEqualTo(ExitCodes.WRONG_USAGE);
        }
    }
}
