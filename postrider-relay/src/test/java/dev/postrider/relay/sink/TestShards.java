package dev.postrider.relay.sink;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.test.ClickHouseDatabase;
import java.util.stream.Stream;

/** An event log in shards that are databases of one server: what the tools see is the same as with several servers. */
public final class TestShards {
    private TestShards() {}

    /** A sink of so many shards. Whoever asks for it closes it. */
    public static QueryableSink of(ClickHouseDatabase... shards) {
        return of("event_log", shards);
    }

    /** As {@link #of(ClickHouseDatabase...)}, of another table. */
    public static QueryableSink of(String table, ClickHouseDatabase... shards) {
        return new ShardedSink(Stream.of(shards)
                .map(shard ->
                        ClickHouseSink.create(OutboxFixture.settings(shard).withTable(table)))
                .toList());
    }
}
