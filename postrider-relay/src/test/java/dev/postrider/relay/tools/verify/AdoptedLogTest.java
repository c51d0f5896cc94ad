package dev.postrider.relay.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.ToolFixture;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.explain.Explain;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Event logs of other shapes: what of them can be compared, and what is said of the rest. */
@PostriderTest
class AdoptedLogTest extends ToolFixture {

    AdoptedLogTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    /** The usual table but for some columns, each {@code name type …}, and for what follows the columns. */
    private void adopt(String behind, String... otherColumns) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String column : new String[] {
            "event_type String",
            "event_date_time DateTime64(6, 'UTC')",
            "environment String",
            "event_context String",
            "metadata_version UInt64",
            "event_id UInt64",
            "outbox String",
            "trace_parent String"
        }) {
            columns.put(column.substring(0, column.indexOf(' ')), column);
        }
        for (String column : otherColumns) {
            columns.put(column.substring(0, column.indexOf(' ')), column);
        }
        clickHouse.execute("CREATE TABLE event_log (" + String.join(", ", columns.values()) + ") " + behind);
    }

    private void adoptWith(String... otherColumns) {
        adopt(
                "ENGINE = MergeTree ORDER BY event_type SETTINGS non_replicated_deduplication_window = 1000",
                otherColumns);
    }

    private VerifyReport verify() throws Exception {
        return new Verification(pool, sink.eventLog()).run(new VerifyScope.All(), VerifyListener.none());
    }

    private void assertAllIsThere(VerifyReport report, int events) {
        assertThat(report.differences()).isEmpty();
        assertThat(report.isClean()).isTrue();
        assertThat(report.events()).isEqualTo(events);
    }

    @Test
    void nanosecondsAreCompared() throws Exception {
        adoptWith("event_date_time DateTime64(9, 'Europe/Berlin')");
        postgres.execute("SELECT postrider.publish('old', '{}', 'Test', '1901-02-03T04:05:06.789012Z')");
        OutboxFixture.publishTogether(postgres, 4);
        deliverAll();

        VerifyReport report = verify();

        assertAllIsThere(report, 5);
        assertThat(report.notCompared()).isEmpty();
        clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id = 2 SETTINGS mutations_sync = 2");
        assertThat(verify().totals().missing()).isEqualTo(1);
    }

    @Test
    void whatTheTableMayHaveDroppedByItselfIsLeftOutAndCountedAndNotSentAgain() throws Exception {
        adopt("ENGINE = MergeTree ORDER BY event_type TTL toDateTime(event_date_time) + INTERVAL 30 DAY"
                + " SETTINGS non_replicated_deduplication_window = 1000");
        postgres.execute("SELECT postrider.publish('old', '{}', 'Test', now() - interval '40 days')");
        OutboxFixture.publishTogether(postgres, 3);
        deliverAll();
        clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_type = 'old' SETTINGS mutations_sync = 2");

        VerifyReport report = verify();
        assertAllIsThere(report, 4);
        assertThat(report.mayBeGone()).isEqualTo(1);
        assertThat(new Repair(pool, sink)
                        .run(new VerifyScope.All(), false, VerifyListener.none())
                        .sent())
                .isZero();

        clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id = 3 SETTINGS mutations_sync = 2");
        VerifyReport withAMissingOne = verify();
        assertThat(withAMissingOne.totals().missing()).isEqualTo(1);
        assertThat(withAMissingOne.mayBeGone()).isEqualTo(1);
    }

    @Test
    void whereTheTimeToLiveDependsOnMoreThanTheTimeNobodyKnowsWhatIsMissing() throws Exception {
        adopt("ENGINE = MergeTree ORDER BY event_type TTL toDateTime(event_date_time) + toIntervalDay(metadata_version)"
                + " SETTINGS non_replicated_deduplication_window = 1000");
        OutboxFixture.publishTogether(postgres, 3);
        deliverAll();
        clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id = 3 SETTINGS mutations_sync = 2");

        VerifyReport report = verify();

        assertAllIsThere(report, 3);
        assertThat(report.mayBeGone()).isEqualTo(1);
    }

    @Test
    void columnsThatCannotBeReadOrAreComputedAreNotComparedAndSaid() throws Exception {
        adoptWith(
                "event_context String EPHEMERAL",
                "n UInt64 MATERIALIZED JSONExtractUInt(event_context, 'n')",
                "environment String ALIAS 'Live'",
                "trace_parent String MATERIALIZED 'none'",
                "metadata_version UInt64 DEFAULT 7 CODEC(Delta, ZSTD)",
                "outbox LowCardinality(Nullable(String))");
        OutboxFixture.publishTogether(postgres, 3);
        deliverAll();

        VerifyReport report = verify();

        assertAllIsThere(report, 3);
        assertThat(report.notCompared()).containsOnlyKeys("event_context", "environment", "trace_parent");
        assertThat(report.notCompared().get("event_context")).contains("EPHEMERAL");
        assertThat(report.notCompared().get("environment")).contains("ALIAS");
        assertThat(new Explain(pool, sink.eventLog()).event(2).lives())
                .singleElement()
                .satisfies(life -> assertThat(life.isEqual()).isTrue());
    }

    @Test
    void anIdThatClickHouseComputesIsNoIdentityForTheWritingOrTheReadingSide() throws Exception {
        adoptWith("event_id UInt64 MATERIALIZED 7", "outbox String MATERIALIZED 'x'");
        OutboxFixture.publishTogether(postgres, 3);
        deliverAll();
        OutboxFixture.publishTogether(postgres, 3);
        deliverAll();

        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("6");
        assertThat(sink.eventLog().knowsIdentity()).isFalse();
        assertThatThrownBy(this::verify)
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("no column event_id that keeps what is written");
    }

    @Test
    void anOutboxThatClickHouseComputesIsNotAskedFor() throws Exception {
        adoptWith("outbox String MATERIALIZED 'x'");
        OutboxFixture.publishTogether(postgres, 3);
        deliverAll();

        assertAllIsThere(verify(), 3);
    }

    @Test
    void anIdThatIsEphemeralIsNoIdentity() throws Exception {
        adoptWith("event_id UInt64 EPHEMERAL", "copy UInt64 MATERIALIZED event_id");
        OutboxFixture.publishTogether(postgres, 3);
        deliverAll();
        OutboxFixture.publishTogether(postgres, 3);
        deliverAll();

        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("6");
        assertThatThrownBy(this::verify).isInstanceOf(SinkException.class);
    }

    @Test
    void ofATableThatMergesRowsAwayItIsSaidBesideWhatIsMissing() throws Exception {
        adopt("ENGINE = ReplacingMergeTree ORDER BY event_type SETTINGS non_replicated_deduplication_window = 1000");
        OutboxFixture.publishTogether(postgres, 3);
        deliverAll();
        clickHouse.execute("OPTIMIZE TABLE event_log FINAL");

        VerifyReport report = verify();

        assertThat(report.totals().missing()).isEqualTo(2);
        assertThat(report.hiding()).singleElement().asString().contains("ReplacingMergeTree", "merges rows");
    }

    @Test
    void openLettersAndWaitingEventsAreCounted() throws Exception {
        sink.prepare();
        OutboxFixture.publishTogether(postgres, 2);
        deliverAll();
        OutboxFixture.publishTogether(postgres, 3);
        postgres.execute("""
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason_code, reason)
                SELECT 99, '9', 'n', now(), 'Test', '{}', 1, 1, 117, 'bad'""");

        VerifyReport.Besides besides = verify().besides();

        assertThat(besides.waiting()).isEqualTo(3);
        assertThat(besides.deadLetters()).isEqualTo(1);
        assertThat(besides.doubt()).isNull();
    }
}
