package dev.postrider.relay.tools.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostriderTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which events conditions find: the same ones, however the event log keeps the contexts. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class FieldConditionsTest extends EventLogFixture {

    /** With ids from 1 on. */
    private static final String[] CONTEXTS = {
        "{\"v\": 10}",
        "{\"v\": 10.0}",
        "{\"v\": \"10\"}",
        "{\"v\": \"ten\", \"address\": {\"city\": \"Paris\", \"geo\": {\"lat\": 48.9}}}",
        "{\"v\": 9007199254740993}",
        "{\"v\": 9007199254740992}",
        "{\"v\": 18446744073709551615}",
        "{\"v\": -5.5, \"address.city\": \"Paris\"}",
        "{\"v\": true}",
        "{\"v\": \"true\"}",
        "{\"v\": null}",
        "{\"v\": {}}",
        "{\"v\": {\"w\": {}}}",
        "{\"v\": {\"w\": 1}}",
        "{\"v\": []}",
        "{\"v\": [\"Vip\", \"x\"]}",
        "{\"v\": [1, \"a vip\", null, {\"k\": 1}]}",
        "{\"v\": \"2026-02-30\"}",
        "{\"v\": \"2026-11-27\"}",
        "{\"other\": \"10\"}",
        "{\"v\": \"it's \\\"q\\\" \\\\ {x:String} é😀 `b`\"}",
        "{\"v\": \"Ada LOVELACE, Ärztin\"}",
        "{\"a \\\"b`'\": {\"größe\": 3}, \"v\": 1e2}",
        "{}",
    };

    /** What is typed, and which events are found. */
    private static final Map<String, List<Integer>> FOUND = new LinkedHashMap<>();

    private static void finds(String typed, Integer... ids) {
        FOUND.put(typed, Arrays.asList(ids));
    }

    static {
        finds("v = 10", 1, 2, 3);
        finds("v = \"10\"", 3);
        finds("v = 10.0", 1, 2);
        finds("v = 1e1", 1, 2);
        finds("v = ten", 4);
        finds("v = 9007199254740993", 5);
        finds("v = 9007199254740992", 6);
        finds("v = 18446744073709551615", 7);
        finds("v >= 9007199254740993", 5, 7);
        finds("v > 18446744073709551614", 7);
        finds("v < 10", 8);
        finds("v <= 10", 1, 2, 8);
        finds("v < -5", 8);
        finds("v = true", 9, 10);
        finds("v = \"true\"", 10);
        finds("v exists", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 19, 21, 22, 23);
        finds("v != 10", 4, 5, 6, 7, 8, 9, 10, 15, 16, 17, 18, 19, 21, 22, 23);
        finds("v.w exists", 14);
        finds("v.w = 1", 14);
        finds("v contains vip", 16, 17);
        finds("v contains ärztin", 22);
        finds("v contains lovelace", 22);
        finds("v = 2026-02-30", 18);
        finds("v >= 2026-03-01", 4, 10, 19, 21, 22);
        finds("v = 2026-11-27", 19);
        finds("v contains 2026-", 18, 19);
        finds("address.city = Paris", 4, 8);
        finds("\"address.city\" = Paris", 4, 8);
        finds("address.geo.lat > 48.8", 4);
        finds("address exists", 4, 8);
        finds("\"a \\\"b`'\".größe = 3", 23);
        finds("v = 100", 23);
        finds("v = \"it's \\\"q\\\" \\\\ {x:String} é😀 `b`\"", 21);
        finds("v contains \"\\\"q\\\" \\\\ {X:\"", 21);
        finds("v contains ' OR 1=1 --");
        finds("v = {which}");
        finds("v\\`) = 1");
        finds("v = 10 and other exists");
        finds("v contains a and address exists");
    }

    FieldConditionsTest(ClickHouseDatabase clickHouse) {
        super(clickHouse);
    }

    private List<Integer> ids(EventFilter filter) throws Exception {
        return new EventSearch(sink.eventLog())
                .page(filter, null, 100, new RunningQuery()).events().stream()
                        .map(event -> Integer.parseInt(
                                event.eventContext().isEmpty()
                                        ? "0"
                                        : "" + event.key().id()))
                        .sorted()
                        .toList();
    }

    private void assertAllFound(boolean throughText) throws Exception {
        Map<String, List<Integer>> found = new LinkedHashMap<>();
        for (String typed : FOUND.keySet()) {
            found.put(typed, ids(EventFilter.all().and(typed).throughText(throughText)));
        }
        assertThat(text(found)).isEqualTo(text(FOUND));
    }

    private static String text(Map<String, List<Integer>> found) {
        return found.entrySet().stream()
                .map(entry -> entry.getKey() + " → " + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @EnumSource(EventJson.class)
    void areTheSameHoweverEventJsonIsMade(EventJson json) throws Exception {
        makeLog(json);
        insert("n", CONTEXTS);

        assertAllFound(false);
    }

    @Test
    void areTheSameInTheTextBesideEventJson() throws Exception {
        makeLog(EventJson.MATERIALIZED);
        insert("n", CONTEXTS);

        assertAllFound(true);
    }

    @Test
    void areTheSameWhereTheContextItselfIsJson() throws Exception {
        clickHouse.execute("CREATE TABLE event_log (event_type String, event_date_time DateTime64(9, 'Asia/Kathmandu'),"
                + " environment String, event_context JSON, metadata_version Int32, event_id Int64, outbox String,"
                + " trace_parent Nullable(String)) ENGINE = MergeTree ORDER BY event_type");
        insert("n", CONTEXTS);

        assertAllFound(false);
    }

    /** What event_json can't hold, the text is searched for: to the last digit. */
    @Test
    void aContextThatJsonCantHoldIsFoundInItsText() throws Exception {
        makeLog(EventJson.MATERIALIZED);
        insert(
                "n",
                "{\"v\": 123456789012345678901234567890, \"name\": \"ada\", \"more\": [1e400, 12345678901234567890123]}",
                "{\"v\": 123456789012345678901234567891, \"name\": \"bob\"}",
                "{\"k\": 1, \"k\": 2, \"name\": \"ada\"}");

        assertThat(ids(EventFilter.all().and("name = ada"))).isEmpty();
        assertThat(ids(EventFilter.all().and("name = ada").throughText(true))).containsExactly(1, 3);
        assertThat(ids(EventFilter.all()
                        .and("v = 123456789012345678901234567890")
                        .throughText(true)))
                .containsExactly(1);
    }

    @Test
    void aValueOfAMegabyteIsFoundAndBreaksNoStatement() throws Exception {
        makeLog(EventJson.MATERIALIZED);
        String value = "\u0001é'\\".repeat(170_000);
        insert("n", "{\"v\": \"" + value.replace("\\", "\\\\").replace("\u0001", "\\u0001") + "\"}", "{\"v\": \"x\"}");

        FieldCondition same = new FieldCondition("v", FieldOperator.EQUAL, value, true);
        assertThat(ids(EventFilter.all().and(List.of(same)))).containsExactly(1);
        assertThat(ids(EventFilter.all().and(List.of(same)).throughText(true))).containsExactly(1);
    }

    @Test
    void pathsAreSpelledInEveryWay() {
        assertThat(ConditionSql.spellings(List.of("a", "b", "c")))
                .containsExactlyInAnyOrder(
                        List.of("a", "b", "c"), List.of("a.b", "c"), List.of("a", "b.c"), List.of("a.b.c"));
        assertThat(ConditionSql.spellings(new ArrayList<>(List.of("a", "b", "c", "d", "e"))))
                .containsExactly(List.of("a", "b", "c", "d", "e"), List.of("a.b.c.d.e"));
    }
}
