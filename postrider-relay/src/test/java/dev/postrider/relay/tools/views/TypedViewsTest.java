package dev.postrider.relay.tools.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.ToolFixture;
import dev.postrider.relay.sink.view.FieldColumn;
import dev.postrider.relay.tools.views.ViewsPlan.OfType;
import dev.postrider.relay.tools.views.ViewsPlan.Standing;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class TypedViewsTest extends ToolFixture {
    private static final ViewsOrder TYPED = ViewsOrder.all().withRollups(Set.of());

    TypedViewsTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private void deliver(String type, String... contexts) {
        for (String context : contexts) {
            postgres.execute("SELECT postrider.publish('" + type.replace("'", "''") + "', '"
                    + context.replace("'", "''") + "', 'Test')");
        }
        deliverAll();
    }

    private List<OfType> make(ViewsOrder order) throws Exception {
        Views views = new Views(sink.eventLog());
        List<OfType> made = new ArrayList<>();
        for (OfType typed : views.plan(order).typed()) {
            if (views.make(typed, order)) {
                made.add(typed);
            }
        }
        return made;
    }

    private OfType planned(String type) throws Exception {
        return new Views(sink.eventLog())
                .plan(TYPED.withTypes(Set.of(type)))
                .typed()
                .get(0);
    }

    private static String columns(OfType typed) {
        return typed.view().fields().stream()
                .map(field -> field.name() + " " + field.type())
                .collect(Collectors.joining(", "));
    }

    private List<String> names(List<OfType> made) {
        return made.stream().map(typed -> typed.view().name()).toList();
    }

    @Test
    void aTypesFieldsBecomeColumnsOfTheirTypes() throws Exception {
        deliver(
                "user_created",
                "{\"email\": \"a@b.example\", \"age\": 41, \"vip\": true, \"address\": {\"city\": \"Köln\", \"geo\": {\"lat\": 50.9}},"
                        + " \"tags\": [\"x\", null], \"born\": \"1985-02-30\", \"nothing\": null, \"empty\": {}}",
                "{\"email\": null, \"age\": 7}");

        assertThat(names(make(TYPED))).containsExactly("user_created");

        assertThat(columns(planned("user_created")))
                .isEqualTo(
                        "address.city Nullable(String), address.geo.lat Nullable(Float64), age Nullable(Int64),"
                                + " born Nullable(String), email Nullable(String), tags Array(Nullable(String)), vip Nullable(Bool)");
        assertThat(clickHouse
                        .query("SELECT email, age, vip, `address.city`, `address.geo.lat`, tags, born, environment"
                                + " FROM user_created ORDER BY event_id")
                        .toString())
                .isEqualTo("[[a@b.example, 41, true, Köln, 50.9, ['x',NULL], 1985-02-30, Test],"
                        + " [null, 7, null, null, null, [], null, Test]]");
        assertThat(planned("user_created").standing()).isEqualTo(Standing.SAME);
    }

    @Test
    void aFieldWithValuesOfDifferingTypesIsNamedAndKeptAsText() throws Exception {
        deliver(
                "order",
                "{\"code\": 7, \"price\": 3, \"count\": 1, \"lines\": [{\"sku\": 1}]}",
                "{\"code\": \"A 7\", \"price\": 3.5, \"count\": 18446744073709551615, \"lines\": []}",
                "{\"code\": [1, \"x\"], \"price\": 4}");

        OfType order = make(TYPED).get(0);

        assertThat(columns(order))
                .isEqualTo(
                        "code Nullable(String), count Nullable(Int128), lines Nullable(String), price Nullable(Float64)");
        assertThat(order.view().notes())
                .anySatisfy(note -> assertThat(note)
                        .isEqualTo(
                                "`code` has values of differing types (Array(Dynamic), Int64, String): kept as text"))
                .anySatisfy(
                        note -> assertThat(note).startsWith("`price` has whole numbers and others (Float64, Int64)"));
        assertThat(clickHouse
                        .query("SELECT code, count, lines, price FROM `order` ORDER BY event_id")
                        .toString())
                .isEqualTo(
                        "[[7, 1, [{\"sku\":1}], 3], [A 7, 18446744073709551615, [], 3.5], [[1,\"x\"], null, null, 4]]");
    }

    @Test
    void aValueOfAnotherTypeThatComesLaterBreaksNoQueryAndIsNamed() throws Exception {
        deliver("signed_in", "{\"user\": 1}");
        make(TYPED);
        deliver("signed_in", "{\"user\": \"guest\", \"device\": \"tv\"}");

        assertThat(clickHouse
                        .query("SELECT user FROM signed_in ORDER BY event_id")
                        .toString())
                .isEqualTo("[[1], [null]]");
        OfType later = planned("signed_in");
        assertThat(later.standing()).isEqualTo(Standing.LOSES);
        assertThat(later.losses()).containsExactly("user (Nullable(Int64) there, Nullable(String) now)");
        assertThat(make(TYPED)).isEmpty();
        assertThat(make(TYPED.withReplace())).hasSize(1);
        assertThat(clickHouse
                        .query("SELECT user, device FROM signed_in ORDER BY event_id")
                        .toString())
                .isEqualTo("[[1, null], [guest, tv]]");
    }

    @Test
    void aNewFieldMakesTheViewGrow() throws Exception {
        deliver("grows", "{\"a\": 1}");
        make(TYPED);
        deliver("grows", "{\"b\": 2}");

        assertThat(planned("grows").standing()).isEqualTo(Standing.GROWS);
        assertThat(make(TYPED)).hasSize(1);
        assertThat(clickHouse.query("SELECT a, b FROM grows ORDER BY event_id").toString())
                .isEqualTo("[[1, null], [null, 2]]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user.created",
                "it's",
                "a`b\\c\"d",
                "Ünï cødé ✓",
                " ",
                "-- ; DROP TABLE event_log",
                "{name:String} {x}",
                "1st",
                "select",
                "line\nbreak\u202E",
                "event_log",
                "event_log_by_minute"
            })
    void anEventTypeMayHaveAnyName(String type) throws Exception {
        deliver(type, "{\"n\": 1}", "{\"n\": 2}");
        deliver("other", "{\"n\": 50}");

        List<OfType> made = make(TYPED);

        String name = made.stream()
                .filter(typed -> typed.view().of().eventType().equals(type))
                .map(typed -> typed.view().name())
                .collect(Collectors.joining());
        assertThat(name).matches("\\w+");
        assertThat(clickHouse.queryOne("SELECT sum(n) FROM `" + name + "`")).isEqualTo("3");
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("3");
        assertThat(planned(type).view().name()).isEqualTo(name);
    }

    @Test
    void twoTypesThatComeToOneNameHaveAViewEachAndKeepItsName() throws Exception {
        deliver("a.b", "{\"n\": 1}");
        deliver("a-b", "{\"n\": 2}");
        deliver("x".repeat(255), "{\"n\": 3}");
        deliver("x".repeat(254), "{\"n\": 4}");
        List<String> names = names(make(TYPED));
        deliver("a_b", "{\"n\": 5}");

        assertThat(names).hasSize(4).doesNotHaveDuplicates().contains("a_b").allMatch(name -> name.length() < 80);
        make(TYPED);
        assertThat(planned("a-b").view().name()).isEqualTo("a_b");
        assertThat(planned("a_b").view().name()).startsWith("a_b_");
        assertThat(clickHouse.queryOne("SELECT n FROM `" + planned("a_b").view().name() + "`"))
                .isEqualTo("5");
    }

    @Test
    void aTableOfOnesOwnIsNeverReplaced() throws Exception {
        clickHouse.execute("CREATE TABLE users (id UInt64) ENGINE = MergeTree ORDER BY id");
        clickHouse.execute("INSERT INTO users VALUES (7)");
        deliver("users", "{\"n\": 1}");

        assertThat(names(make(TYPED))).singleElement().asString().startsWith("users_");
        assertThat(clickHouse.queryOne("SELECT id FROM users")).isEqualTo("7");
    }

    @Test
    void aFieldMayHaveAnyName() throws Exception {
        deliver(
                "odd",
                "{\"\": 1, \"a b\": 2, \"it's\": 3, \"b`c\\\\d\\\"\": 4, \"ключ\": 5, \"event_type\": 6, \"event_json\": 7,"
                        + " \"a..b\": 8, \"select\": 9, \"{x:String}\": 10, \"new\\nline\": 11, \"x:y\": 12, \"^z\": 13, \"0\": 14}",
                "{\"\": \"text\", \"a..b\": \"text\"}");

        OfType odd = make(TYPED).get(0);

        List<FieldColumn> fields = odd.view().fields();
        assertThat(fields)
                .hasSize(14)
                .extracting(FieldColumn::name)
                .contains("context.event_type", "context.event_json", "ключ");
        assertThat(clickHouse
                        .query(
                                "SELECT * EXCEPT (event_date_time, environment, metadata_version, event_id, outbox, trace_parent)"
                                        + " FROM odd ORDER BY event_id LIMIT 1")
                        .get(0))
                .containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14");
    }

    @Test
    void contextsThatTheTypeJsonCannotHoldAreCounted() throws Exception {
        deliver("doubled", "{\"k\": 1, \"k\": 2}", "{\"k\": 3}");

        OfType typed = make(TYPED).get(0);

        assertThat(typed.view().notes())
                .containsExactly(
                        "1 of 2 events have a context that the type JSON can't hold: their fields are NULL here");
        assertThat(clickHouse.query("SELECT k FROM doubled ORDER BY event_id").toString())
                .isEqualTo("[[null], [3]]");
    }

    @Test
    void aLogWithoutEventJsonHasTheSameViews() throws Exception {
        clickHouse.execute(
                "CREATE TABLE event_log (event_type String, event_date_time DateTime64(9), event_context String)"
                        + " ENGINE = MergeTree ORDER BY event_type SETTINGS non_replicated_deduplication_window = 100");
        deliver("plain", "{\"day\": \"2026-01-31\", \"n\": {\"m\": 1}, \"k\": \"x\"}", "{\"k\": 1, \"k\": 2}");

        OfType typed = make(TYPED).get(0);

        assertThat(columns(typed)).isEqualTo("day Nullable(String), k Nullable(String), n.m Nullable(Int64)");
        assertThat(clickHouse
                        .query("SELECT day, `n.m`, k FROM plain ORDER BY day")
                        .toString())
                .isEqualTo("[[2026-01-31, 1, x], [null, null, null]]");
    }

    @Test
    void aTypeThatWasNeverSeenIsRefusedWithThoseThatWere() {
        deliver("seen", "{}");

        assertThatThrownBy(() -> planned("never"))
                .isInstanceOf(ViewsRefusedException.class)
                .hasMessageContaining("no event of the type never")
                .hasMessageContaining("The types there are: seen");
    }
}
