package dev.postrider.relay.tools.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.TestShards;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Events on two shards are found as if they were on one. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class ShardSearchTest {
    private final ClickHouseDatabase first;
    private final ClickHouseDatabase second = TestServers.newClickHouseDatabase();
    private final QueryableSink shards;

    ShardSearchTest(ClickHouseDatabase first) {
        this.first = first;
        this.shards = TestShards.of(first, second);
    }

    @BeforeEach
    void putEventsOnBoth() throws Exception {
        shards.prepare();
        EventLogFixture.insertInto(first, "a", 1, "{\"n\": 1}", "{\"n\": 2}", "{\"n\": 3}");
        EventLogFixture.insertInto(second, "b", 4, "{\"n\": 4}", "{\"n\": 5}");
        EventLogFixture.insertInto(first, "a", 6, "{\"n\": 6}");
    }

    @AfterEach
    void close() {
        shards.close();
        second.close();
    }

    @Test
    void pagesGoThroughBothInOneOrder() throws Exception {
        EventSearch search = new EventSearch(shards.eventLog());
        List<Long> ids = new ArrayList<>();
        EventKey after = null;
        do {
            EventPage page = search.page(EventFilter.all(), after, 2, new RunningQuery());
            page.events().forEach(event -> ids.add(event.eventId()));
            after = page.next();
        } while (after != null);

        assertThat(ids).containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
        assertThat(search.histogram(EventFilter.all(), 6, new RunningQuery()).buckets())
                .allSatisfy(bucket -> assertThat(bucket.events()).isEqualTo(1));
        assertThat(search.sql(EventFilter.all(), 10)).startsWith("-- on each of the 2 shards");
    }

    @Test
    void anExportHasBothUnderOneLineOfNames() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new EventExport(shards.eventLog()).stream(EventFilter.all(), ExportFormat.CSV, out, new RunningQuery());

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(7)
                .filteredOn(line -> line.contains("event_date_time"))
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventExport(shards.eventLog())
                        .stream(EventFilter.all(), ExportFormat.PARQUET, out, new RunningQuery()))
                .withMessageContaining("can't be one file: choose CSV or JSON lines");
    }
}
