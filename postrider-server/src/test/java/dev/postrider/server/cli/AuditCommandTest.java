package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code audit}, and {@code dead-letters resume}: who did what by hand, and what has no end. */
@PostriderTest
class AuditCommandTest {
    private final PostgresDatabase postgres;
    private final Map<String, String> environment;

    AuditCommandTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.environment = CommandRun.environment(postgres, clickHouse);
    }

    @BeforeEach
    void threeDeadLetters() {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("""
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason_code, reason, failed_at)
                SELECT n, '3', 'order_placed', '2026-01-31T12:00:00Z', 'Test', '{}', 1, 1, 469, 'too small', '2026-01-31T12:00:01Z'
                FROM generate_series(1, 3) n""");
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(environment, arguments);
    }

    @Test
    void saysWhoDidWhatToHowManyAndWhy() {
        assertThat(run("audit").out()).isEqualTo("nobody did anything by hand, as far as it was written down\n");
        run("dead-letters", "requeue", "2", "--yes", "--by=ann", "--note=the column is wider");
        run("dead-letters", "discard", "--code=469", "--yes", "--by=bob");
        run("dead-letters", "discard", "--code=1", "--dry-run");

        CommandRun text = run("audit", "--wide");
        JsonNode json = run("audit", "--since=-1h", "--json").json();

        assertThat(text.exitCode()).isZero();
        assertThat(text.out().lines().skip(1))
                .satisfiesExactly(
                        discard -> assertThat(discard).matches("20.* ago +\\d s +bob +discard +2 +\\{\"code\":469}"),
                        requeue -> assertThat(requeue)
                                .matches(
                                        "20.* ago +\\d s +ann +requeue +1 +the column is wider +\\{\"event_ids\":\\[2]}"));
        assertThat(json.get("actions")).hasSize(2);
        assertThat(json.at("/actions/1/by").asString()).isEqualTo("ann");
        assertThat(json.at("/actions/1/done").asInt()).isOne();
        assertThat(json.at("/actions/1/criteria/event_ids/0").asInt()).isEqualTo(2);
        assertThat(run("audit", "--before=2026-01-01").out())
                .isEqualTo("nobody did anything by hand in that time, as far as it was written down\n");
        assertThat(run("audit", "--last=0").exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
    }

    @Test
    void goesOnWithWhatWasBrokenOff() {
        assertThat(run("dead-letters", "resume").out()).isEqualTo("no order is under way or was broken off\n");
        postgres.execute("INSERT INTO postrider.dead_letter_decision (action, criteria, ordered_by, note, done)"
                + " VALUES ('discard', '{\"event_type\":\"order_placed\"}', 'ann', 'they are tests', 1000)");

        CommandRun list = run("dead-letters", "resume");
        assertThat(list.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(list.out()).containsPattern("\n1 +discard +ann +20.*Z +\\d s ago +1000 +they are tests");
        assertThat(run("audit").out()).contains("no end");

        CommandRun resumed = run("dead-letters", "resume", "1");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.out()).isEqualTo("discard of 3 dead letters, the rest of order 1\n");
        assertThat(postgres.queryOne(
                        "SELECT done || ' ' || (finished_at IS NOT NULL) FROM postrider.dead_letter_decision"))
                .isEqualTo("1003 true");

        CommandRun again = run("dead-letters", "resume", "1");
        assertThat(again.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(again.err()).contains("order 1 was not broken off, or there is none of this number");
    }

    @Test
    void pausesAndResumesDeliveryAndSaysSo() {
        assertThat(run("pause").exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run("resume").out()).isEqualTo("delivery is not paused\n");

        assertThat(run("pause", "--by=ann", "--note=ClickHouse is upgraded").exitCode())
                .isZero();
        CommandRun again = run("pause", "--by=bob", "--note=me too");
        CommandRun status = run("status");
        assertThat(again.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(again.out()).startsWith("delivery is paused already");
        assertThat(status.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(status.out())
                .containsPattern("state +paused since 20.*Z, \\d s ago: by ann: ClickHouse is upgraded\n");
        assertThat(run("status", "--json").json().at("/state/code").asString()).isEqualTo("paused");

        assertThat(run("resume").exitCode()).isZero();
        assertThat(run("status").out()).contains("state         nothing to do");
        assertThat(run("audit").out()).contains("resume", "pause", "ann", "ClickHouse is upgraded");
    }
}
