package dev.postrider.relay.tools.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.search.QueryEndedException;
import dev.postrider.relay.sink.search.QueryEndedException.Limit;
import dev.postrider.relay.sink.search.QueryLimits;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostriderTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class EventSearchTest extends EventLogFixture {
    private static final Duration SOON = Duration.ofSeconds(30);

    EventSearchTest(ClickHouseDatabase clickHouse) {
        super(clickHouse);
    }

    private EventSearch search() {
        return new EventSearch(sink.eventLog(), QueryLimits.ofSearch(), Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private List<Long> walk(EventFilter filter, int pageOf) throws Exception {
        List<Long> ids = new ArrayList<>();
        EventKey after = null;
        do {
            EventPage page = search().page(filter, after, pageOf, new RunningQuery());
            page.events().forEach(event -> ids.add(event.eventId()));
            after = page.next() == null ? null : EventKey.parse(page.next().toString());
        } while (after != null);
        return ids;
    }

    @Test
    void pagesGoFromTheNewestToTheOldestAndLeaveNothingOut() throws Exception {
        makeLog(EventJson.NONE);
        insertMany(2_000);

        assertThat(walk(EventFilter.all(), 300))
                .isEqualTo(LongStream.range(0, 2_000).boxed().toList());
        assertThat(walk(EventFilter.all().withTypes(Set.of("type_3", "type_7")), 7))
                .hasSize(100)
                .allMatch(id -> id % 40 == 3 || id % 40 == 7);
        assertThat(walk(EventFilter.all().withTime(NOON.minusSeconds(600), NOON), 500))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void eventsOfOneTimeAreToldApartByOutboxAndId() throws Exception {
        makeLog(EventJson.NONE);
        for (String outbox : List.of("a", "é", "\uD83D\uDE00", "\uFFFD")) {
            clickHouse.execute(
                    "INSERT INTO event_log SELECT 't', toDateTime64('2026-11-27 11:00:00', 6, 'UTC'), 'Test', '{}', 1,"
                            + " number, '" + outbox + "', '' FROM numbers(3)");
        }

        List<EventKey> keys = new ArrayList<>();
        EventKey after = null;
        do {
            EventPage page = search().page(EventFilter.all(), after, 1, new RunningQuery());
            page.events().forEach(event -> keys.add(event.key()));
            after = page.next();
        } while (after != null);

        assertThat(keys).hasSize(12).doesNotHaveDuplicates();
        assertThat(keys).isSortedAccordingTo((one, other) -> other.compareTo(one));
        assertThat(search().event(keys.get(5))).extracting(LoggedEvent::key).isEqualTo(keys.get(5));
        assertThat(search().event(new EventKey(1, "a", 1))).isNull();
    }

    @Test
    void anEventIsAsItIsStored() throws Exception {
        makeLog(EventJson.MATERIALIZED);
        String context = "{ \"z\": 12345678901234567890.10, \"a\" : \"\\u0000 2026-02-30\",\"ü\":[ ] }";
        insert("n", context);

        LoggedEvent event = search().page(EventFilter.all().withEventId(1L), null, 10, new RunningQuery())
                .events()
                .get(0);

        assertThat(event.eventContext()).isEqualTo(context);
        assertThat(event)
                .extracting(
                        LoggedEvent::eventType, LoggedEvent::environment, LoggedEvent::outbox, LoggedEvent::traceParent)
                .containsExactly("n", "Test", "shop", null);
        assertThat(event.eventDateTime()).isEqualTo(NOON.plusSeconds(1));
    }

    @Test
    void aTimeReadsOnlyItsPartitionsAndRanges() throws Exception {
        makeLog(EventJson.NONE);
        insertMany(200_000);
        String sql =
                search().sql(EventFilter.all().withTime(NOON.minus(Duration.ofDays(2)), NOON.minusSeconds(3600)), 10);

        List<List<@Nullable String>> plan = clickHouse.query("EXPLAIN indexes = 1 " + sql);

        assertThat(plan.toString()).containsPattern("Parts: 1/[2-9]").doesNotContain("Granules: 25/25");
        assertThat(clickHouse.query(sql)).hasSize(10);
    }

    @Test
    void aHistogramCountsEachEventOnceInEvenBuckets() throws Exception {
        makeLog(EventJson.NONE);
        insertMany(1_000);

        EventHistogram all = search().histogram(EventFilter.all(), 24, new RunningQuery());
        EventHistogram hour =
                search().histogram(EventFilter.all().withTime(NOON.minusSeconds(3600), NOON), 60, new RunningQuery());

        assertThat(all.events()).isEqualTo(1_000);
        assertThat(all.buckets()).hasSize(24);
        assertThat(hour.buckets())
                .hasSize(60)
                .allSatisfy(bucket -> assertThat(bucket.events()).isEqualTo(1));
        assertThat(hour.buckets().get(0).since()).isEqualTo(NOON.minusSeconds(3600));
        assertThat(search().histogram(EventFilter.all().and("n < 10"), 500, new RunningQuery())
                        .events())
                .isEqualTo(10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search().histogram(EventFilter.all(), 501, new RunningQuery()));
    }

    @Test
    void anEmptyEventLogHasNoEventsAndNoneThatIsThereIsNamed() throws Exception {
        makeLog(EventJson.MATERIALIZED);
        assertThat(search().page(EventFilter.all(), null, 10, new RunningQuery()))
                .isEqualTo(new EventPage(List.of(), null, null));
        assertThat(search().histogram(EventFilter.all(), 10, new RunningQuery()).buckets())
                .isEmpty();

        sink.close();
        sink = ClickHouseSink.create(OutboxFixture.settings(clickHouse).withTable("no_log"));

        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(() -> search().page(EventFilter.all(), null, 10, new RunningQuery()))
                .withMessageContaining("there is no table " + clickHouse.name() + ".no_log");
    }

    @Test
    void aTableOfOnesOwnIsSearchedAsFarAsItsColumnsGo() throws Exception {
        clickHouse.execute(
                "CREATE TABLE event_log (event_type String, event_date_time Nullable(DateTime64(9, 'Asia/Kathmandu')),"
                        + " environment String, event_context Nullable(String)) ENGINE = MergeTree ORDER BY event_type");
        clickHouse.execute(
                "INSERT INTO event_log SELECT 't', toDateTime64('2026-11-27 11:00:00', 9, 'UTC')"
                        + " + toIntervalNanosecond(number * 400), 'Test', '{\"n\": ' || toString(number) || '}' FROM numbers(20)");

        List<String> contexts = new ArrayList<>();
        EventKey after = null;
        do {
            EventPage page = search().page(EventFilter.all(), after, 3, new RunningQuery());
            page.events().forEach(event -> contexts.add(event.eventContext()));
            after = page.next();
        } while (after != null);

        assertThat(contexts).hasSize(20).doesNotHaveDuplicates();
        assertThatThrownBy(() -> search().page(EventFilter.all().withEventId(1L), null, 3, new RunningQuery()))
                .hasMessageContaining("has no column event_id");
        assertThat(search().histogram(
                                EventFilter.all().withTime(Instant.EPOCH, Instant.parse("2299-12-31T00:00:00Z")),
                                3,
                                new RunningQuery())
                        .events())
                .isEqualTo(20);
    }

    /** A table without an end, that answers slowly. */
    private void makeEndlessLog() {
        clickHouse.execute(
                "CREATE VIEW event_log AS SELECT 't' AS event_type, toDateTime64('2026-11-27 11:59:00', 6, 'UTC') AS"
                        + " event_date_time, concat('{\"n\":', toString(number + sleepEachRow(0.001)), '}') AS event_context"
                        + " FROM (SELECT number FROM system.numbers LIMIT 1000000000) SETTINGS max_block_size = 100,"
                        + " function_sleep_max_microseconds_per_block = 1000000");
    }

    private long underWay(RunningQuery running) {
        return Long.parseLong(clickHouse.queryOne(
                "SELECT count() FROM system.processes WHERE startsWith(query_id, '" + running.queryIds() + "')"));
    }

    @Test
    void aCancelledSearchEndsInClickHouseToo() throws Exception {
        makeEndlessLog();
        RunningQuery running = new RunningQuery();
        EventSearch patient = new EventSearch(
                sink.eventLog(),
                QueryLimits.ofSearch().within(Duration.ofMinutes(2)),
                Clock.fixed(NOON, ZoneOffset.UTC));
        CompletableFuture<EventPage> page = CompletableFuture.supplyAsync(() -> {
            try {
                return patient.page(EventFilter.all().and("n = -1"), null, 10, running);
            } catch (SinkException e) {
                throw new IllegalStateException(e);
            }
        });
        Awaitility.await().atMost(SOON).until(() -> running.progress().rows() > 100);
        assertThat(underWay(running)).isEqualTo(1);

        running.cancel();

        assertThatThrownBy(() -> page.get(SOON.toSeconds(), TimeUnit.SECONDS))
                .rootCause()
                .asInstanceOf(InstanceOfAssertFactories.type(QueryEndedException.class))
                .returns(Limit.CANCELLED, QueryEndedException::reason);
        Awaitility.await().atMost(SOON).until(() -> underWay(running) == 0);
        assertThatThrownBy(() -> search().page(EventFilter.all(), null, 10, running))
                .isInstanceOf(QueryEndedException.class);
    }

    @Test
    void aSearchThatTakesTooLongIsEndedAndSaysWhatHelps() throws Exception {
        makeEndlessLog();
        EventSearch impatient = impatient(NOON);
        RunningQuery running = new RunningQuery();

        assertThatExceptionOfType(QueryEndedException.class)
                .isThrownBy(() -> impatient.page(EventFilter.all().and("n = -1"), null, 10, running))
                .withMessageContaining(
                        "took longer than 1 s and was ended; a time range or an event type makes it smaller")
                .returns(Limit.TIME, QueryEndedException::reason);
        Awaitility.await().atMost(SOON).until(() -> underWay(running) == 0);
    }

    private EventSearch impatient(Instant now) {
        return new EventSearch(
                sink.eventLog(),
                QueryLimits.ofSearch().within(Duration.ofSeconds(1)),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void aSearchThatGotSomewaySaysHowFarAndGoesOnFromThere() throws Exception {
        makeEndlessLog();

        EventPage page = impatient(NOON.plus(Duration.ofDays(3)))
                .page(EventFilter.all().and("n = -1"), null, 10, new RunningQuery());

        assertThat(page.events()).isEmpty();
        assertThat(page.searchedBackTo()).isEqualTo(NOON.plus(Duration.ofDays(2)));
        assertThat(page.next()).isNotNull();
    }

    @Test
    void aSearchReadsNoMoreRowsThanItMay() throws Exception {
        makeLog(EventJson.NONE);
        insertMany(20_000);
        EventSearch narrow = new EventSearch(
                sink.eventLog(), new QueryLimits(Duration.ofSeconds(30), 1 << 30, 5_000), Clock.systemUTC());

        assertThatExceptionOfType(QueryEndedException.class)
                .isThrownBy(() -> narrow.page(EventFilter.all().and("n = -1"), null, 10, new RunningQuery()))
                .withMessageContaining("more than the 5000 rows")
                .returns(Limit.ROWS, QueryEndedException::reason);
    }

    @Test
    void whereClickHouseIsAwayItSaysWhere() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port())) {
            sink.close();
            sink = OutboxFixture.sink(clickHouse.through(proxy));
            proxy.refuse();

            assertThatExceptionOfType(SinkException.class)
                    .isThrownBy(() -> search().page(EventFilter.all(), null, 10, new RunningQuery()))
                    .withMessageContaining(":" + proxy.port())
                    .returns(false, SinkException::isAnswered);
        }
    }
}
