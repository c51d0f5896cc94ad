package dev.postrider.relay.tools.rebase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.ShardFixture;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.TestShards;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rebase where the event log is in two shards. */
@PostriderTest
class ShardRebaseTest extends ShardFixture {
    ShardRebaseTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    /** Of ten events that the ledger has as delivered, two are on each shard. */
    @BeforeEach
    void deliver() {
        OutboxFixture.publishTogether(postgres, 10);
        clickHouse.execute(sink.eventLog().facts().create());
        second.execute("CREATE TABLE event_log AS " + clickHouse.name() + ".event_log");
        OutboxFixture.noteDelivery(postgres, Instant.now());
        postgres.execute("UPDATE postrider.outbox_origin SET max_id_acknowledged = 10");
        postgres.query("SELECT id, (extract(epoch FROM event_date_time) * 1000000)::bigint FROM postrider.event_outbox"
                        + " WHERE id <= 4")
                .forEach(row ->
                        clickHouse.execute("INSERT INTO event_log (event_type, event_date_time, event_id, outbox)"
                                + " SELECT 'thing_happened', fromUnixTimestamp64Micro(" + row.get(1) + "), "
                                + row.get(0) + ", '"
                                + postgres.name() + "'"));
        move(clickHouse, second, 2, 4);
    }

    private Rebase rebase(EventLog log) {
        return new Rebase(postgres.dataSource(), log, Duration.ofMillis(1_100));
    }

    private String ids() {
        return postgres.queryOne("SELECT string_agg(id::text, ',' ORDER BY id) FROM postrider.event_outbox");
    }

    @Test
    void keepsWhatNoShardHas() throws Exception {
        assertThat(rebase(shards.eventLog()).run())
                .extracting(RebasePlan::kept, RebasePlan::dropped)
                .containsExactly(6L, 4L);
        assertThat(ids()).isEqualTo("5,6,7,8,9,10");
    }

    @Test
    void changesNothingWhileAShardCannotBeAsked() {
        try (FaultProxy proxy = FaultProxy.to(second.host(), second.port());
                QueryableSink half = TestShards.of(clickHouse, second.through(proxy))) {
            proxy.refuse();

            assertThatThrownBy(() -> rebase(half.eventLog()).run())
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining(":" + proxy.port());
        }
        assertThat(ids()).isEqualTo("1,2,3,4,5,6,7,8,9,10");
    }
}
