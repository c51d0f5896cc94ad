package dev.postrider.relay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.table.ReplicaStatus;
import dev.postrider.relay.sink.table.TableKey;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which tables may be shards beside one another. */
class DistinctTablesTest {
    private int asked;

    /** A shard that knows its table, and nothing else. */
    private Shard shard(TableKey key) {
        String name = "http://shard-" + ++asked + ":8123/default.event_log";
        return (Shard) Proxy.newProxyInstance(
                Shard.class.getClassLoader(),
                new Class<?>[] {Shard.class},
                (self, method, arguments) -> method.getName().equals("tableKey") ? key : name);
    }

    private static TableKey replica(String name, String path, long newest) {
        return new TableKey(
                "ReplicatedMergeTree", "", new ReplicaStatus(name, path, "", newest, newest + 1, 0, 0, "r1,r2", 2, 2));
    }

    private void require(TableKey... keys) throws SinkException {
        List<Shard> shards = new ArrayList<>();
        for (TableKey key : keys) {
            shards.add(shard(key));
        }
        DistinctTables.require(shards);
    }

    @Test
    void tablesOfTheirOwnAreShards() {
        assertThatCode(() -> require(
                        new TableKey("MergeTree", "a", null),
                        new TableKey("MergeTree", "b", null),
                        replica("r1", "/tables/01/event_log", 7),
                        replica("r1", "/tables/02/event_log", 7)))
                .doesNotThrowAnyException();
    }

    @Test
    void theSamePathInTwoKeepersIsTwoTablesOnceTheirLogsDiffer() {
        assertThatCode(() -> require(replica("r1", "/tables/event_log", 7), replica("r2", "/tables/event_log", 900)))
                .doesNotThrowAnyException();
    }

    @Test
    void replicasOfOneTableAreNoShards() {
        assertThatThrownBy(() -> require(replica("r1", "/tables/event_log", 7), replica("r2", "/tables/event_log", 7)))
                .hasMessageContainingAll(
                        "two shards have the same event log",
                        "http://shard-1:8123",
                        "http://shard-2:8123",
                        "replica r2 of r1,r2 at /tables/event_log",
                        "with commas between");
    }

    @Test
    void emptyTablesOnOnePathAreRefusedAsNobodyCanTellThemApart() {
        assertThatThrownBy(() -> require(replica("r1", "/tables/event_log", 0), replica("r2", "/tables/event_log", 0)))
                .hasMessageContainingAll("as far as can be told", "a path of its own in Keeper");
    }

    @Test
    void aTableThatPassesEventsOnIsNoShard() {
        assertThatThrownBy(() -> require(new TableKey("MergeTree", "a", null), new TableKey("Distributed", "b", null)))
                .hasMessageContainingAll(
                        "http://shard-2:8123", "has a Distributed", "says that events are stored before they are");
        assertThat(asked).isEqualTo(2);
    }
}
