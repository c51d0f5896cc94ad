package dev.postrider.relay.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each statement that is printed as a remedy does what it says: it is run as it stands, and the finding is gone. */
@PostriderTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemediesTest {
    private final ClickHouseDatabase clickHouse;
    private final ClickHouseSink sink;
    private final HikariDataSource pool;

    RemediesTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        this.clickHouse = clickHouse;
        this.sink = OutboxFixture.sink(clickHouse);
        this.pool = OutboxFixture.pool(postgres);
    }

    @AfterEach
    void dropTheTable() {
        clickHouse.execute("DROP TABLE IF EXISTS event_log SYNC");
    }

    @AfterAll
    void close() {
        sink.close();
        pool.close();
    }

    private Finding finding(ClickHouseSink looked, String id) {
        return new Doctor(pool, looked.eventLog().facts(), DoctorLimits.defaults())
                .check().findings().stream()
                        .filter(finding -> finding.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no finding " + id));
    }

    private void make(String columns) {
        clickHouse.execute("CREATE TABLE event_log (" + columns + ") ENGINE = MergeTree ORDER BY tuple()");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // what an event can't fill
                "event_type String, event_date_time DateTime64(6), event_context String, tenant UInt32",
                "event_type String, event_date_time DateTime64(6), event_context String, tenant LowCardinality(String)",
                "event_type String, event_date_time DateTime64(6), event_context String, tenant Tuple(a UInt8, b String)",
                "event_type String, event_date_time DateTime64(6), event_context String, tenant Enum8('a' = 1, 'it''s' = 2)",
                "event_type String, event_date_time DateTime64(6), event_context String, tenant FixedString(3)",
                // what can't be written
                "event_type String, event_date_time DateTime64(6), event_context String ALIAS '{}'",
                "event_type String, event_date_time DateTime64(6), event_context String MATERIALIZED '{}'",
                "event_type String MATERIALIZED 'a', event_date_time DateTime64(6), event_context String",
                // what loses something
                "event_type String, event_date_time DateTime, event_context String",
                "event_type String, event_date_time Nullable(DateTime), event_context String",
                "event_type String, event_date_time Date, event_context String",
                "event_type Enum8('a' = 1), event_date_time DateTime64(6), event_context String",
                "event_type Nullable(FixedString(9)), event_date_time DateTime64(6), event_context String",
                "event_type LowCardinality(Nullable(FixedString(9))), event_date_time DateTime64(6), event_context String",
                "event_type String, event_date_time DateTime64(6), event_context Map(String, String)",
                "event_type String, event_date_time DateTime64(6), event_context Tuple(a String)",
                "event_type String, event_date_time DateTime64(6), event_context String, event_id Float64",
                "event_type String, event_date_time DateTime64(6), event_context String, outbox UUID",
                // what is not there
                "event_date_time DateTime64(6), event_context String",
            })
    void ofAColumnThatCantBeWritten(String columns) {
        make(columns);
        clickHouse.execute("INSERT INTO event_log (event_date_time) VALUES (0)");

        Finding unfit = finding(sink, "event_log.columns");
        assertThat(unfit.severity()).isEqualTo(Severity.PROBLEM);
        clickHouse.execute(Objects.requireNonNull(unfit.remedy()));

        assertThat(finding(sink, "event_log.columns").severity()).isNotEqualTo(Severity.PROBLEM);
        assertThatCode(sink::prepare).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"event_id UInt64 ALIAS 1, outbox String", "outbox LowCardinality(String) MATERIALIZED 'shop'"})
    void ofAnIdentityThatIsComputedOrMissing(String columns) {
        make("event_type String, event_date_time DateTime64(6), event_context String, " + columns);

        Finding lacks = finding(sink, "event_log.columns");
        assertThat(lacks.severity()).isEqualTo(Severity.WARNING);
        clickHouse.execute(Objects.requireNonNull(lacks.remedy()));

        assertThat(finding(sink, "event_log.columns").severity()).isEqualTo(Severity.OK);
    }

    @Test
    void ofAnEventLogThatDoesNotExist() throws SinkException {
        clickHouse.execute(
                Objects.requireNonNull(finding(sink, "event_log.engine").remedy()));

        assertThat(finding(sink, "event_log.engine").severity()).isEqualTo(Severity.OK);
        assertThat(finding(sink, "event_log.columns").severity()).isEqualTo(Severity.OK);
        assertThat(finding(sink, "event_log.window").severity()).isEqualTo(Severity.OK);
    }

    @Test
    void ofADatabaseThatDoesNotExist() throws SinkException {
        String name = clickHouse.name() + "_missing";
        ClickHouseSettings settings = OutboxFixture.settings(clickHouse).withDatabase(name);
        try (ClickHouseSink missing = ClickHouseSink.create(settings)) {
            Finding database = finding(missing, "clickhouse.database");
            assertThat(database.what()).isEqualTo("ClickHouse has no database " + name);
            clickHouse.execute(Objects.requireNonNull(database.remedy()));

            assertThatCode(missing::prepare).doesNotThrowAnyException();
        } finally {
            clickHouse.execute("DROP DATABASE IF EXISTS " + name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event_type String, event_date_time DateTime, event_context String",
                "event_type Enum8('a' = 1), event_date_time DateTime64(6), event_context String"
            })
    void isAnotherTableWhereAKeysTypeWouldHaveToChange(String columns) {
        clickHouse.execute(
                "CREATE TABLE event_log (" + columns + ") ENGINE = MergeTree ORDER BY (event_type, event_date_time)");

        assertThat(finding(sink, "event_log.columns").remedy()).contains("CLICKHOUSE_EVENT_LOG_TABLE_NAME");
    }
}
