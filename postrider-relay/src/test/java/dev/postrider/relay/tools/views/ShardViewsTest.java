package dev.postrider.relay.tools.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.ShardFixture;
import dev.postrider.relay.tools.views.ViewsPlan.OfType;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Typed views where the event log is in two shards. */
@PostriderTest
class ShardViewsTest extends ShardFixture {
    ShardViewsTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    @Test
    void aTypeHasTheSameViewOnAllShardsWhicheverHoldsItsEvents() throws Exception {
        postgres.execute("SELECT postrider.publish('rare', '{\"only\": \"here\"}', 'Test')");
        deliverToShards(20);
        ViewsOrder order = ViewsOrder.all().withRollups(Set.of()).withTypes(Set.of("rare", "thing_happened"));

        for (Views views : Views.ofEach(shards.eventLog())) {
            for (OfType typed : views.plan(order).typed()) {
                assertThat(views.make(typed, order)).isTrue();
            }
        }

        String columns = "SELECT table, name, type FROM system.columns WHERE database = currentDatabase()"
                + " AND table IN ('rare', 'thing_happened') ORDER BY ALL";
        String ofFirst = clickHouse.query(columns).toString();
        assertThat(ofFirst).contains("[rare, only, Nullable(String)]");
        assertThat(second.query(columns)).hasToString(ofFirst);
        assertThat(Integer.parseInt(clickHouse.queryOne("SELECT count() FROM rare"))
                        + Integer.parseInt(second.queryOne("SELECT count() FROM rare")))
                .isEqualTo(1);
    }
}
