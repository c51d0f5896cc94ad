package dev.postrider.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

@PostriderTest
class EventLogAssertTest {
    private static final Duration AT_ONCE = Duration.ofMillis(200);

    private final ClickHouseDatabase database;

    EventLogAssertTest(ClickHouseDatabase database) {
        this.database = database;
    }

    @Test
    void aMissingTableHasNoEvents() {
        EventLogAssert.assertThat(database)
                .hasEvents(0)
                .doesNotContain("user_created")
                .hasNoDuplicates();
        assertThatThrownBy(() -> EventLogAssert.assertThat(database).awaitEvents(1, AT_ONCE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected 1 events in event_log within 200 ms, but there are 0");
    }

    @Test
    void eventsThatArriveLaterAreAwaited() throws InterruptedException {
        createTable();
        Thread later = new Thread(() -> insert(1, "user_created", "{\"a\":\"it\\\\u0000s 'quoted' \\\\n\"}"));
        later.start();
        EventLogAssert.assertThat(database)
                .awaitEvents(1, Duration.ofSeconds(20))
                .contains("user_created", "{\"a\":\"it\\u0000s 'quoted' \\n\"}")
                .doesNotContain("user_deleted")
                .hasNoDuplicates();
        later.join();
    }

    @Test
    void duplicatesAreFoundByTheirIdentity() {
        createTable();
        insert(1, "user_created", "{}");
        insert(2, "user_created", "{}");
        EventLogAssert.assertThat(database).hasNoDuplicates();
        insert(2, "user_created", "{\"other\":1}");
        assertThatThrownBy(() -> EventLogAssert.assertThat(database).hasNoDuplicates())
                .hasMessageContaining("[[here, 2, 2026-01-01 00:00:00.000000, 2]]");
        assertThatThrownBy(() -> EventLogAssert.assertThat(database).awaitEvents(2, AT_ONCE))
                .hasMessageContaining("expected 2 events in event_log, but there are 3")
                .hasMessageContaining("here, 2");
    }

    @Test
    void aMissingEventIsReportedWithThoseThatAreThere() {
        createTable();
        insert(1, "user_created", "{\"email\":\"ada@example.org\"}");
        assertThatThrownBy(() -> EventLogAssert.assertThat(database).contains("user_created", "{}"))
                .hasMessageContaining("ada@example.org");
        assertThatThrownBy(() -> EventLogAssert.assertThat(database).doesNotContain("user_created"))
                .hasMessageContaining("ada@example.org");
        assertThatThrownBy(() ->
                        EventLogAssert.assertThat(database).inTable("other_log").hasEvents(1))
                .hasMessageContaining("other_log");
    }

    @Test
    void theDatabaseIsReachedThroughAProxy() {
        try (FaultProxy proxy = FaultProxy.to(database.host(), database.port())) {
            ClickHouseDatabase throughProxy = database.through(proxy);
            assertThat(throughProxy.queryOne("SELECT currentDatabase()")).isEqualTo(database.name());
            assertThat(throughProxy.isReachable()).isTrue();
            proxy.refuse();
            assertThat(throughProxy.isReachable()).isFalse();
            throughProxy.close();
        }
        assertThat(database.queryBytes("SELECT 'a' FORMAT RowBinary")).containsExactly(1, 'a');
        assertThatThrownBy(() -> database.execute("SELECT nonsense"))
                .hasMessageContaining("Code: 47")
                .hasMessageContaining("SELECT nonsense");
    }

    /** The columns that the assertions read, of the default table of the relay. */
    private void createTable() {
        database.execute(
                "CREATE TABLE event_log (event_type LowCardinality(String), event_date_time DateTime64(6, 'UTC'),"
                        + " event_context String, event_id UInt64, outbox LowCardinality(String))"
                        + " ENGINE = MergeTree ORDER BY (event_type, event_date_time, event_id)");
    }

    private void insert(long id, String type, String context) {
        database.execute("INSERT INTO event_log SELECT '" + type + "', '2026-01-01 00:00:00', '"
                + context.replace("'", "\\'") + "', " + id + ", 'here'");
    }
}
