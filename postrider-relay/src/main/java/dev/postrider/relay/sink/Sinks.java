package dev.postrider.relay.sink;

import dev.postrider.relay.sink.server.ClickHouseSettings;

/** Makes the sink that settings describe. */
public final class Sinks {
    private Sinks() {}

    /** A sink for one server, for several that are replicas, or for shards of either. Connects to nothing yet. */
    public static QueryableSink create(ClickHouseSettings settings) {
        return settings.furtherShards().isEmpty()
                ? ofShard(settings)
                : new ShardedSink(
                        settings.eachShard().stream().map(Sinks::ofShard).toList());
    }

    private static Shard ofShard(ClickHouseSettings settings) {
        return settings.others().isEmpty() ? ClickHouseSink.create(settings) : new FailoverSink(settings);
    }
}
