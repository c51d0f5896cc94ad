package dev.postrider.relay.tools.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.TestShards;
import dev.postrider.relay.sink.search.QueryLimits;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.tools.events.EventTypeFields.Change;
import dev.postrider.relay.tools.events.EventTypeFields.Kind;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class EventCatalogueTest extends EventLogFixture {

    EventCatalogueTest(ClickHouseDatabase clickHouse) {
        super(clickHouse);
    }

    private EventCatalogue catalogue() {
        return new EventCatalogue(sink.eventLog(), QueryLimits.ofSearch(), Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private EventTypeFields fields(String type) throws Exception {
        return Objects.requireNonNull(catalogue().type(type, new RunningQuery()));
    }

    /** Events of the type {@code signed_in}, an hour apart, the newest an hour before noon. */
    private void insertHourly(int version, int fromHour, int hours, String context) {
        clickHouse.execute(
                "INSERT INTO event_log SELECT 'signed_in', toDateTime64('2026-11-27 12:00:00', 6, 'UTC') - toIntervalHour(number),"
                        + " 'Test', '" + context + "', " + version + ", number, 'shop', '' FROM numbers(" + fromHour
                        + ", " + hours + ")");
    }

    @Test
    void theTypesOfASmallEventLogAreCountedWhole() throws Exception {
        makeLog(EventJson.NONE);
        insertMany(4_000);

        EventTypes types = catalogue().types(new RunningQuery());

        assertThat(types.since()).isNull();
        assertThat(types.isCounted()).isFalse();
        assertThat(types.rateOver()).isEqualTo(Duration.ofDays(1));
        assertThat(types.types()).hasSize(40);
        EventTypes.OfType first = types.types().get(0);
        assertThat(first.eventType()).isEqualTo("type_0");
        assertThat(first.seen()).isEqualTo(100);
        assertThat(first.lastSeen()).isEqualTo(NOON);
        assertThat(first.versions()).singleElement().satisfies(version -> {
            assertThat(version.version()).isEqualTo(1);
            assertThat(version.firstSeen()).isEqualTo(NOON.minus(Duration.ofHours(66)));
            assertThat(version.perHour()).isEqualTo(36 / 24.0, within(0.001));
        });
    }

    @Test
    void ofALargeEventLogARecentPeriodIsLookedAt() throws Exception {
        makeLog(EventJson.NONE);
        insertMany(100_000);
        ShardQueries shards = new ShardQueries(sink.eventLog(), QueryLimits.ofSearch(), new RunningQuery());

        assertThat(RecentPeriod.begin(shards, EventFilter.all(), NOON, 99_999))
                .isEqualTo(NOON.minus(Duration.ofDays(31)));
        assertThat(RecentPeriod.begin(shards, EventFilter.all(), NOON, 10)).isEqualTo(NOON.minus(Duration.ofHours(1)));
        assertThat(RecentPeriod.begin(shards, EventFilter.all(), NOON, 100_000)).isNull();
    }

    @Test
    void rollupsSayHowManyThereEverWere() throws Exception {
        makeLog(EventJson.NONE);
        clickHouse.execute("CREATE TABLE event_log_by_day (day DateTime64(0, 'UTC'), event_type LowCardinality(String),"
                + " environment LowCardinality(String), outbox LowCardinality(String), events Int64)"
                + " ENGINE = SummingMergeTree(events) ORDER BY (day, event_type, environment, outbox) COMMENT 'Postrider: events of "
                + clickHouse.name() + ".event_log by day'");
        clickHouse.execute("INSERT INTO event_log_by_day VALUES ('2024-01-02 00:00:00', 'old', 'Test', 'shop', 7),"
                + " ('2024-02-03 00:00:00', 'old', 'Test', 'shop', 3)");
        insert("new", "{}");

        EventTypes types = catalogue().types(new RunningQuery());

        assertThat(types.isCounted()).isTrue();
        assertThat(types.types()).extracting(EventTypes.OfType::eventType).containsExactly("new", "old");
        assertThat(types.types().get(1))
                .isEqualTo(new EventTypes.OfType(
                        "old",
                        List.of(),
                        10L,
                        Instant.parse("2024-01-02T00:00:00Z"),
                        Instant.parse("2024-02-03T00:00:00Z")));
    }

    @ParameterizedTest
    @EnumSource(EventJson.class)
    void aTypesFieldsHaveTheirTypesAndShares(EventJson json) throws Exception {
        makeLog(json);
        insert(
                "n",
                "{\"email\": \"a\", \"amount\": 1, \"at\": \"2026-02-30\"}",
                "{\"email\": \"b\", \"amount\": \"x\", \"address\": {\"city\": \"Paris\"}}",
                "{\"email\": \"c\", \"amount\": 2}",
                "{\"k\": 1, \"k\": 2}",
                "{}");

        EventTypeFields fields = fields("n");

        EventTypeFields.OfVersion version = fields.versions().get(0);
        assertThat(version.sampled()).isEqualTo(5);
        assertThat(version.unreadable()).isEqualTo(1);
        assertThat(version.fields())
                .extracting(EventTypeFields.Field::path, EventTypeFields.Field::types, EventTypeFields.Field::share)
                .containsExactly(
                        tuple("address.city", List.of("String"), 0.25),
                        tuple("amount", List.of("Int64", "String"), 0.75),
                        tuple("at", List.of("String"), 0.25),
                        tuple("email", List.of("String"), 0.75));
        assertThat(Objects.requireNonNull(fields.example()).eventContext()).isEqualTo("{}");
        assertThat(catalogue().type("m", new RunningQuery())).isNull();
    }

    @Test
    void whatChangesBetweenVersionsIsTold() throws Exception {
        makeLog(EventJson.NONE);
        insertHourly(1, 20, 20, "{\"a\": 1, \"b\": \"x\", \"c\": 1}");
        insertHourly(2, 0, 20, "{\"a\": \"one\", \"c\": 1, \"d\": true}");

        EventTypeFields fields = fields("signed_in");

        assertThat(fields.type().versions())
                .extracting(EventTypes.OfVersion::version)
                .containsExactly(2L, 1L);
        assertThat(fields.changes())
                .containsExactly(
                        new Change(Kind.VANISHED, "b", 1L, 2L, null, List.of("String")),
                        new Change(Kind.OTHER_TYPES, "a", 1L, 2L, null, List.of("String")),
                        new Change(Kind.APPEARED, "d", 1L, 2L, null, List.of("Bool")));
    }

    @Test
    void aFieldThatComesOrGoesWithoutANewVersionIsTold() throws Exception {
        makeLog(EventJson.NONE);
        insertHourly(1, 200, 100, "{\"a\": 1, \"gone\": 1}");
        insertHourly(1, 0, 100, "{\"a\": 1, \"come\": 1}");

        assertThat(fields("signed_in").changes())
                .containsExactly(
                        new Change(Kind.APPEARED, "come", 1L, 1L, NOON.minus(Duration.ofHours(99)), List.of("Int64")));
    }

    @Test
    void twoShardsAreOneCatalogue() throws Exception {
        ClickHouseDatabase second = TestServers.newClickHouseDatabase();
        try (QueryableSink shards = TestShards.of(clickHouse, second)) {
            shards.prepare();
            insertInto(clickHouse, "n", 1, "{\"a\": 1}");
            insertInto(second, "n", 2, "{\"b\": 1}", "{\"b\": 2}");
            EventCatalogue catalogue = new EventCatalogue(shards.eventLog());

            assertThat(catalogue.types(new RunningQuery()).types())
                    .singleElement()
                    .returns(3L, EventTypes.OfType::seen);
            assertThat(Objects.requireNonNull(catalogue.type("n", new RunningQuery()))
                            .versions()
                            .get(0)
                            .fields())
                    .extracting(EventTypeFields.Field::path, EventTypeFields.Field::events)
                    .containsExactly(tuple("a", 1L), tuple("b", 2L));
        } finally {
            second.close();
        }
    }

    @Test
    void anEmptyEventLogHasNoTypes() throws Exception {
        makeLog(EventJson.MATERIALIZED);

        assertThat(catalogue().types(new RunningQuery()).types()).isEmpty();
        assertThat(catalogue().type("n", new RunningQuery())).isNull();
    }
}
