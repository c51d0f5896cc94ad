package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Events that the real engine refuses: each for a reason of its own kind. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class PoisonTest extends RefusalFixture {
    PoisonTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    @Test
    void setsThreeEventsOfTenThousandAsideInWellUnderAHundredInserts() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(10_000, "i IN (777, 5001, 9998)");

        try (Relay relay = start()) {
            assertDelivered(9_997, 3);
        }

        assertThat(heard.batches).singleElement().satisfies(batch -> {
            assertThat(batch.rows()).isEqualTo(9_997);
            assertThat(batch.attempts()).isLessThan(75);
        });
        assertThat(heard.refused).hasSize(3);
        assertThat(heard.begun).isEmpty();
        assertThat(postgres.query("SELECT event_type, event_context, environment, metadata_version, batch_no,"
                                + " reason_code, reason LIKE '%no_bad_ones%', failed_at > now() - interval '1 minute'"
                                + " FROM postrider.dead_letter ORDER BY event_id")
                        .get(0))
                .containsExactly(
                        "thing_happened",
                        "{\"bad\": 123456789012345678901234567890}",
                        "Test",
                        "300",
                        "1",
                        "469",
                        "t",
                        "t");
    }

    @Test
    void findsBadEventsAtTheFirstTheLastAndEveryHundredthPlace() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(2_000, "i = 1 OR i % 100 = 0");

        try (Relay relay = start()) {
            assertDelivered(1_979, 21);
        }
    }

    @Test
    void setsAsideWhatAPlainJsonColumnCannotHold() {
        clickHouse.execute(TABLE.formatted("JSON", "UInt64", ""));
        publish(500, "i IN (1, 250)");

        try (Relay relay = start()) {
            assertDelivered(498, 2);
        }
        assertThat(postgres.queryOne("SELECT DISTINCT reason_code FROM postrider.dead_letter"))
                .isEqualTo("117");
    }

    @Test
    void tellsTheValuesOfARefusedEventToTheDeadLetterAlone() {
        clickHouse.execute(TABLE.formatted(
                "String",
                "UInt64",
                ", age UInt8 MATERIALIZED toUInt8(JSONExtractString(event_context, 'age')), "
                        + "CONSTRAINT no_bad_ones CHECK NOT (event_context LIKE '%bad%')"));
        postgres.execute("""
                SELECT postrider.publish('thing_happened', context::json, 'Test')
                FROM (VALUES ('{"age": "44"}'), ('{"age": "SECRET"}'), ('{"bad": "SECRET", "age": "1"}')) good(context)""");

        Logged logged = Logged.begin();
        try (Relay relay = start();
                logged) {
            assertDelivered(1, 2);
            assertThat(relay.status().toString()).doesNotContain("SECRET");
        }

        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter WHERE reason LIKE '%SECRET%'"))
                .isEqualTo("2");
        assertThat(heard.refused)
                .hasSize(2)
                .extracting(RefusedEvent::reason)
                .noneMatch(reason -> reason.contains("SECRET"))
                .anyMatch(reason -> reason.contains("constraint `no_bad_ones` is violated"))
                .anyMatch(reason -> reason.contains("(CANNOT_PARSE_TEXT): in toUInt8("));
        assertThat(heard.failures)
                .extracting(failure -> failure.outcome().reason())
                .noneMatch(reason -> reason.contains("SECRET"));
        assertThat(logged.lines())
                .anyMatch(line -> line.contains("the event log refused events"))
                .noneMatch(line -> line.contains("SECRET"));
    }

    @Test
    void setsAsideWhatAnIntegerColumnIsTooNarrowForAndNamesTheColumn() {
        clickHouse.execute(TABLE.formatted("String", "UInt8", ""));
        publish(500, "i IN (1, 250, 500)");

        try (Relay relay = start()) {
            assertDelivered(497, 3);
        }
        assertThat(postgres.queryOne("SELECT DISTINCT reason FROM postrider.dead_letter WHERE event_id = 250"))
                .contains("metadata_version 300")
                .contains("at most 255");
        assertThat(heard.batches).extracting(BatchReport::attempts).containsExactly(1);
    }

    @Test
    void stopsAndSetsNothingAsideWhereEverythingIsRefusedAndDeliversOnceTheTableIsMended() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", ", CONSTRAINT never CHECK event_id = 0"));
        publish(3_000, "false");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> heard.failures.size() >= 7);
            assertThat(relay.status().currentOutage().orElseThrow().kind()).isEqualTo(Outage.Kind.REFUSED);
            assertThat(relay.status().currentOutage().orElseThrow().reason())
                    .contains("it is not the events")
                    .contains("constraint `never`");
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                    .isEqualTo("0");
            assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("0");

            clickHouse.execute("ALTER TABLE event_log DROP CONSTRAINT never");
            assertDelivered(3_000, 0);
        }
    }

    @Test
    void stopsWhereNoEventFitsAColumnAndDeliversOnceItIsWidened() {
        clickHouse.execute(TABLE.formatted("String", "UInt8", ""));
        publish(200, "true");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> heard.failures.size() >= 3);
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                    .isEqualTo("0");

            clickHouse.execute("ALTER TABLE event_log MODIFY COLUMN metadata_version UInt16");
            assertDelivered(200, 0);
        }
    }

    @Test
    void setsABatchAsideOfWhichNothingFitsOnceTheTableHasTakenOthersSince() {
        clickHouse.execute(TABLE.formatted("String", "UInt8", ""));
        publish(200, "true");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> heard.failures.size() >= 1);
            publish(50, "false");
            assertDelivered(50, 200);
        }
    }

    @Test
    void setsEverythingAsideWhereAPersonSaysThatItIsTheEvents() throws SQLException {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(40, "true");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> heard.failures.size() >= 2);
            assertThat(relay.status().currentOutage().orElseThrow().reason()).contains("batch 1 ");

            assertThat(new DeadLetters(pool).setAside(2, Decision.UNSIGNED)).isFalse();
            assertThat(new DeadLetters(pool).setAside(1, Decision.UNSIGNED)).isTrue();
            awaitEnd();
        }
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                .isEqualTo("40");
    }

    @Test
    void setsALoneBadEventAsideInATableThatTookOthersAlsoAfterARestart() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(5, "false");
        try (Relay relay = start()) {
            assertDelivered(5, 0);
        }
        publish(1, "true");

        try (Relay relay = start()) {
            assertDelivered(5, 1);
        }
    }

    @Test
    void waitsWithALoneBadEventUntilAnUnprovenTableHasTakenAnother() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(1, "true");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> heard.failures.size() >= 2);
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                    .isEqualTo("0");

            publish(1, "false");
            assertDelivered(1, 1);
        }
    }

    @Test
    void doesNotTakeAViewsErrorForABadEvent() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", ""));
        clickHouse.execute("CREATE MATERIALIZED VIEW broken ENGINE = MergeTree ORDER BY tuple() AS"
                + " SELECT throwIf(event_context LIKE '%bad%', 'a view that fails') AS x FROM event_log");
        publish(100, "i = 50");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> heard.failures.size() >= 3);
            assertThat(relay.status().currentOutage().orElseThrow().kind()).isEqualTo(Outage.Kind.UNKNOWN);
            assertThat(relay.status().currentOutage().orElseThrow().reason()).contains("a view that fails");
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                    .isEqualTo("0");

            clickHouse.execute("DROP VIEW broken");
            assertDelivered(100, 0);
        }
    }

    @Test
    void keepsTheDeadLettersAndTheAcknowledgementTogether() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(100, "i = 50");
        postgres.execute(
                "CREATE FUNCTION no_letters() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the mailbox is full'; END $$",
                "CREATE TRIGGER no_letters BEFORE INSERT ON postrider.dead_letter FOR EACH ROW EXECUTE FUNCTION no_letters()");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> relay.status().currentOutage().isPresent());
            assertThat(relay.status().currentOutage().orElseThrow().reason()).contains("the mailbox is full");
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NOT NULL"))
                    .isEqualTo("0");

            postgres.execute("DROP TRIGGER no_letters ON postrider.dead_letter");
            assertDelivered(99, 1);
        }
    }
}
