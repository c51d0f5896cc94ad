package dev.postrider.relay.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.ShardFixture;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.explain.Explain;
import dev.postrider.relay.tools.rebase.Rebase;
import dev.postrider.relay.tools.replay.Replay;
import dev.postrider.relay.tools.replay.ReplayCriteria;
import dev.postrider.relay.tools.replay.ReplayListener;
import dev.postrider.relay.tools.verify.Repair;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tools that are given fewer shards than events were delivered to. */
@PostriderTest
class AllShardsTest extends ShardFixture {
    private static final int EVENTS = 20;

    AllShardsTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    @BeforeEach
    void deliverToTwo() {
        deliverToShards(EVENTS);
        postgres.execute("UPDATE postrider.outbox_origin SET event_log_tables = '{one,other}'");
    }

    @Test
    void callNothingMissingThatMayBeOnAShardThatIsNotNamed() {
        assertRefused(() -> new Verification(pool, sink.eventLog()).run(new VerifyScope.All(), VerifyListener.none()));
        assertRefused(() -> new Rebase(pool, sink.eventLog()).plan());
        assertRefused(() -> new Replay(pool, sink).dryRun(ReplayCriteria.ALL, ReplayListener.none()));
        assertRefused(() -> new Replay(pool, sink).run(ReplayCriteria.ALL, 0, ReplayListener.none()));
    }

    /** Somebody who does not name it yet would call missing what is there, and send it again. */
    @Test
    void sendNothingToAShardThatNoRelayHasUsed() throws Exception {
        postgres.execute("UPDATE postrider.outbox_origin SET event_log_tables = '{one}'");
        delete(clickHouse, belonging(0, EVENTS));

        for (ThrowingCallable sending : List.<ThrowingCallable>of(
                () -> new Replay(pool, shards).run(ReplayCriteria.ALL, 0, ReplayListener.none()),
                () -> new Repair(pool, shards).run(new VerifyScope.All(), false, VerifyListener.none()))) {
            assertThatThrownBy(sending)
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("names 2 shards, of which relays have used 1")
                    .hasMessageContaining("let a relay use all of them first");
        }

        assertThat(ids(clickHouse, "event_log")).isEmpty();
        assertThat(new Repair(pool, shards)
                        .run(new VerifyScope.All(), true, VerifyListener.none())
                        .sent())
                .isEqualTo(belonging(0, EVENTS).length);
    }

    @Test
    void explainSaysWhyItDoesNotKnow() throws Exception {
        assertThat(new Explain(pool, sink.eventLog()).event(1).logUnknown()).contains("1 of the 2 shards");
        assertThat(new Explain(pool, shards.eventLog()).event(1).logUnknown()).isNull();
    }

    private static void assertRefused(ThrowingCallable asking) {
        assertThatThrownBy(asking)
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("CLICKHOUSE_HOST names 1 of the 2 shards");
    }
}
