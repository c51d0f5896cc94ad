package dev.postrider.relay.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.postrider.relay.ShardFixture;
import dev.postrider.relay.content.IdWindowDifference;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.TestShards;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.Rollup;
import dev.postrider.relay.tools.views.RollupRebuild;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Verification and repair where the event log is in two shards. */
@PostriderTest
class ShardVerificationTest extends ShardFixture {
    private static final int EVENTS = 40;
    private static final VerifyScope ALL = new VerifyScope.All();

    ShardVerificationTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private VerifyReport verify() throws Exception {
        return new Verification(pool, shards.eventLog()).run(ALL, VerifyListener.none());
    }

    private RepairReport repair(boolean dryRun) throws Exception {
        return new Repair(pool, shards).run(ALL, dryRun, VerifyListener.none());
    }

    private void assertEachWhereItBelongs() {
        assertThat(ids(clickHouse, "event_log")).containsExactlyElementsOf(list(belonging(0, EVENTS)));
        assertThat(ids(second, "event_log")).containsExactlyElementsOf(list(belonging(1, EVENTS)));
    }

    private static List<Long> list(long... ids) {
        return LongStream.of(ids).boxed().toList();
    }

    private static String spans(IdWindowDifference difference) {
        return difference.spans(difference.doubled()).stream()
                .map(IdWindowDifference.Span::toString)
                .collect(Collectors.joining(","));
    }

    @Test
    void whatAllShardsHaveTogetherIsCompared() throws Exception {
        deliverToShards(EVENTS);

        VerifyReport report = verify();

        assertThat(report.isClean()).isTrue();
        assertThat(report.events()).isEqualTo(EVENTS);
        assertThat(new BackgroundVerification(pool, shards.eventLog()).next())
                .extracting(compared -> compared.difference())
                .isNull();
    }

    @Test
    void anEventIsNotMissingThatIsOnAnyShard() throws Exception {
        deliverToShards(EVENTS);
        move(second, clickHouse, belonging(1, EVENTS)[0]);

        assertThat(verify().isClean()).isTrue();
        assertThat(repair(false).sent()).isZero();
    }

    @Test
    void aRepairSendsEachEventToItsShard() throws Exception {
        deliverToShards(EVENTS);
        delete(clickHouse, belonging(0, 20));
        delete(second, belonging(1, 20));

        assertThat(verify().totals().missing()).isEqualTo(20);
        assertThat(repair(true).sent()).isEqualTo(20);
        RepairReport report = repair(false);

        assertThat(report.sent()).isEqualTo(20);
        assertThat(report.remaining().windows()).isZero();
        assertEachWhereItBelongs();
    }

    @Test
    void anEventThatTwoShardsHaveIsDoubledAndToldWithBoth() throws Exception {
        deliverToShards(EVENTS);
        long ofFirst = belonging(0, EVENTS)[0];
        long ofSecond = belonging(1, EVENTS)[0];
        copy(clickHouse, second, ofFirst);
        copy(second, clickHouse, ofSecond);

        VerifyReport report = verify();
        assertThat(report.totals().doubled()).isEqualTo(2);
        assertThat(spans(report.differences().get(0))).contains(String.valueOf(ofFirst), String.valueOf(ofSecond));
        List<String> statements = repair(true).statements();

        assertThat(statements).hasSize(2);
        String onFirst = statement(statements, clickHouse, second);
        String onSecond = statement(statements, second, clickHouse);
        clickHouse.execute(runnable(onFirst, clickHouse));
        second.execute(runnable(onSecond, second));
        assertEachWhereItBelongs();
        assertThat(verify().isClean()).isTrue();
    }

    private static String statement(List<String> statements, ClickHouseDatabase on, ClickHouseDatabase as) {
        return statements.stream()
                .filter(one -> one.endsWith(" -- on " + where(on) + ", as " + where(as) + " has them too"))
                .findFirst()
                .orElseThrow();
    }

    /** Shards of one server differ in their database, and servers do not. */
    private String runnable(String statement, ClickHouseDatabase on) {
        return statement
                .replaceFirst(" -- on .*", " SETTINGS mutations_sync = 2")
                .replace(clickHouse.name() + ".", on.name() + ".");
    }

    @Test
    void anEventThatOneShardHasTwiceIsToldWithItsShard() throws Exception {
        deliverToShards(EVENTS);
        copy(second, second, belonging(1, EVENTS)[0]);

        assertThat(repair(true).statements())
                .singleElement()
                .asString()
                .startsWith("OPTIMIZE TABLE ")
                .endsWith(" -- on " + where(second));
    }

    @Test
    void nothingIsMissingAndNothingIsSentWhileAShardCannotBeAsked() throws Exception {
        deliverToShards(EVENTS);
        delete(clickHouse, belonging(0, 5));
        try (FaultProxy proxy = FaultProxy.to(second.host(), second.port());
                QueryableSink half = TestShards.of(clickHouse, second.through(proxy))) {
            proxy.refuse();

            assertThatThrownBy(() -> new Verification(pool, half.eventLog()).run(ALL, VerifyListener.none()))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining(":" + proxy.port());
            assertThatThrownBy(() -> new Repair(pool, half).run(ALL, false, VerifyListener.none()))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining(":" + proxy.port());
        }
        assertThat(ids(clickHouse, "event_log")).doesNotContain(belonging(0, 5)[0]);
    }

    @Test
    void eachShardsRollupsAreComparedWithIt() throws Exception {
        deliverToShards(EVENTS);
        for (QueryableSink shard : shards.each()) {
            new RollupRebuild(pool, shard).run(List.of(Rollup.DAY), false, false);
        }
        assertThat(verify().views())
                .extracting(ViewReport::shard, view -> view.differences().size())
                .containsExactly(tuple(where(clickHouse), 0), tuple(where(second), 0));
        second.execute("INSERT INTO event_log_by_day (day, event_type, events) VALUES (today(), 'thing_happened', 3)");

        VerifyReport report = verify();

        assertThat(report.viewsAreClean()).isFalse();
        assertThat(report.views())
                .filteredOn(view -> !view.differences().isEmpty())
                .extracting(ViewReport::shard)
                .containsExactly(where(second));
    }
}
