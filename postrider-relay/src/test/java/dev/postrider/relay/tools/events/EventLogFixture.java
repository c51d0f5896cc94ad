package dev.postrider.relay.tools.events;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.test.ClickHouseDatabase;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;

/** What a test of searches begins with: an event log that rows are put into by hand. */
abstract class EventLogFixture {
    static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    /** As the relay sends them. */
    private static final String READING =
            " SETTINGS input_format_try_infer_dates = 0, input_format_try_infer_datetimes = 0,"
                    + " input_format_json_try_infer_numbers_from_strings = 0, type_json_skip_duplicated_paths = 0, max_partitions_per_insert_block = 1000 ";

    final ClickHouseDatabase clickHouse;
    ClickHouseSink sink;

    EventLogFixture(ClickHouseDatabase clickHouse) {
        this.clickHouse = clickHouse;
        this.sink = OutboxFixture.sink(clickHouse);
    }

    @AfterEach
    void closeSink() {
        sink.close();
    }

    /** The table that a relay makes. */
    void makeLog(EventJson json) throws Exception {
        sink.close();
        sink = ClickHouseSink.create(OutboxFixture.settings(clickHouse).withEventJson(json));
        sink.prepare();
    }

    /** An event a context, with ids from 1 on, a second apart from noon on. */
    void insert(String type, String... contexts) {
        insertInto(clickHouse, type, 1, contexts);
    }

    static void insertInto(ClickHouseDatabase where, String type, int firstId, String... contexts) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < contexts.length; i++) {
            rows.append(i == 0 ? "" : ", ")
                    .append("('" + type + "', toDateTime64('2026-11-27 12:00:00', 6, 'UTC') + toIntervalSecond("
                            + (firstId + i)
                            + "), 'Test', '" + contexts[i].replace("\\", "\\\\").replace("'", "\\'") + "', 1, "
                            + (firstId + i) + ", 'shop', '')");
        }
        where.execute(
                "INSERT INTO event_log (event_type, event_date_time, environment, event_context, metadata_version,"
                        + " event_id, outbox, trace_parent)" + READING + "VALUES " + rows);
    }

    /** So many events of forty types, a minute apart, with ids from 0 on. */
    void insertMany(long events) {
        clickHouse.execute(
                "INSERT INTO event_log (event_type, event_date_time, environment, event_context, metadata_version,"
                        + " event_id, outbox, trace_parent) SELECT 'type_' || toString(number % 40),"
                        + " toDateTime64('2026-11-27 12:00:00', 6, 'UTC') - toIntervalMinute(number), 'Test',"
                        + " concat('{\"n\":', toString(number), ',\"text\":\"', repeat('x', 100), '\"}'), 1, number, 'shop', ''"
                        + " FROM numbers(" + events + ")" + READING);
    }
}
