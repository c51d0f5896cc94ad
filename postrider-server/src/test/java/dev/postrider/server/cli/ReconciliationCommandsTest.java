package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code verify}, {@code explain} and {@code replay}, run in this process on real databases. */
@PostriderTest
class ReconciliationCommandsTest {
    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final Map<String, String> environment;

    ReconciliationCommandsTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.environment = CommandRun.environment(postgres, clickHouse);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(environment, arguments);
    }

    @BeforeEach
    void deliverTenEvents() {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("SELECT count(postrider.publish('thing_happened', json_build_object('n', i), 'Test'))"
                + " FROM generate_series(1, 10) i");
        ClickHouseSink sink = ClickHouseSink.create(ClickHouseSettings.at(clickHouse.url())
                .withLogin(clickHouse.user(), clickHouse.password())
                .withDatabase(clickHouse.name()));
        RelaySettings settings = RelaySettings.defaults().withMaxWait(Duration.ZERO);
        try (Relay relay = new Relay(postgres.dataSource(), sink, settings, RelayListener.none())) {
            relay.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> postgres.queryOne("SELECT COALESCE(max(total_rows), 0) FROM postrider.relay_batch"
                                    + " WHERE done_at IS NOT NULL")
                            .equals("10"));
        }
    }

    @Test
    void verifyFindsWhatIsMissingAndRepairBringsItBack() {
        assertThat(run("verify").out()).contains("compared 10 events in 1 window of", "all is there, once");
        clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id IN (3, 4, 5) SETTINGS mutations_sync = 2");

        CommandRun found = run("verify");
        JsonNode json = run("verify", "--json", "--batches", "1..1").json();

        assertThat(found.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(found.out()).contains("ids 0-65535: 3 missing (3-5); batches [1]", "3 missing, 0 extra");
        assertThat(json.get("totals").get("missing").asInt()).isEqualTo(3);
        assertThat(json.get("differences").get(0).get("missing").get(0).asString())
                .isEqualTo("3-5");
        assertThat(run("verify", "--since", "2100-01-01T00:00:00Z").exitCode()).isZero();

        CommandRun dry = run("verify", "--repair", "--dry-run");
        assertThat(dry.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(dry.out()).contains("would send 3 events");
        CommandRun repaired = run("verify", "--repair");
        assertThat(repaired.out()).contains("sent 3 events");
        assertThat(repaired.exitCode()).isZero();
        assertThat(run("verify").exitCode()).isZero();
        assertThat(run("replay", "--list").out()).contains("REPAIR");
    }

    @Test
    void whatCannotBeComparedIsCountedAndIsNoSuccess() {
        postgres.execute(
                "DELETE FROM postrider.relay_window",
                "UPDATE postrider.outbox_origin SET first_window = 1",
                "SELECT postrider.publish('waits', '{}', 'Test')");

        CommandRun run = run("verify");

        assertThat(run.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(run.out())
                .contains("not compared: 10 events of 1 batch (1 to 1)", "besides, 1 event waits")
                .doesNotContain("all is there");
    }

    @Test
    void explainTellsAnEventsLife() {
        CommandRun text = run("explain", "7");
        JsonNode json = run("explain", "7", "--json").json();

        assertThat(text.exitCode()).isZero();
        assertThat(text.out())
                .contains(
                        ": delivered", "thing_happened, Test", "batch             1, fence 1", "as published      yes");
        assertThat(json.get("lives").get(0).get("outcome").asString()).isEqualTo("DELIVERED");
        assertThat(json.get("lives").get(0).get("places").size()).isOne();
        assertThat(run("explain", "77").exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(run("explain", "77").out()).contains("neither the outbox nor the ledger knows it");
    }

    @Test
    void replayFillsAnotherTable() {
        assertThat(run("replay", "--all", "--target", "again", "--dry-run").out())
                .contains("10 events match", "would send 10");
        assertThat(run("replay", "--type", "thing_happened", "--target", "again", "--rate", "1000")
                        .out())
                .contains("replay 1: 10 events match", "sent 10");
        assertThat(run("replay", "--type", "thing_happened", "--target", "again", "--json")
                        .json()
                        .get("counts")
                        .get("found")
                        .asInt())
                .isEqualTo(10);
        assertThat(clickHouse.queryOne("SELECT count() FROM again")).isEqualTo("10");
        assertThat(run("replay", "--list").out()).contains("thing_happened");
    }

    @Test
    void aTimeThatMovesOnBeginsNoOtherReplayInPlaceOfTheOneBrokenOff() {
        Instant now = Instant.now();
        String first = now.minus(Duration.ofHours(2)).toString();
        String later = now.minus(Duration.ofHours(1)).toString();
        CommandRun whole = CommandRun.at(now, environment, "replay", "--from", "-2h", "--target=again");
        postgres.execute("UPDATE postrider.relay_replay SET finished_at = NULL");

        CommandRun same = CommandRun.at(now.plusSeconds(3_600), environment, "replay", "--since=-2h", "--target=again");
        CommandRun looked = CommandRun.at(
                now.plusSeconds(3_600), environment, "replay", "--from=-2h", "--target=again", "--dry-run");
        CommandRun another = CommandRun.at(
                now.plusSeconds(3_600), environment, "replay", "--from=-2h", "--type=x", "--target=again");
        CommandRun resumed = run("replay", "--from=" + first, "--target=again");

        assertThat(whole.exitCode()).isZero();
        assertThat(whole.err()).contains("goes on by: postrider replay --from=" + first + " --target=again");
        assertThat(same.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(same.err())
                .contains(
                        "replay 1 was broken off",
                        "To go on with that one: postrider replay --from=" + first + " --target=again",
                        "to begin this one: postrider replay --from=" + later + " --target=again");
        assertThat(looked.exitCode()).as("a dry run begins nothing").isZero();
        assertThat(another.exitCode()).as("another order is none of that one's").isZero();
        assertThat(resumed.out()).contains("replay 1 (resumed)");
        assertThat(resumed.err()).as("a time that stays is not told").isEmpty();
        assertThat(clickHouse.queryOne("SELECT count() FROM again")).isEqualTo("10");
    }

    @Test
    void whatCannotBeMeantIsWrongUsage() {
        assertThat(run("replay").exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run("replay", "--all", "--type", "x").exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run("replay", "--all", "--target", "a b").err()).contains("a b");
        assertThat(run("verify", "--dry-run").exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run("verify", "--batches", "9..5").err()).contains("ends before it begins");
    }
}
