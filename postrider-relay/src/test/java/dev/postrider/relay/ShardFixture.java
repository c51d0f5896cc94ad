package dev.postrider.relay;

import dev.postrider.relay.batch.Shards;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.TestShards;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.TestServers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;

/** What a test of the tools begins with where the event log is in two shards. */
public abstract class ShardFixture extends ToolFixture {
    /** The first shard is {@link #clickHouse}. */
    protected final ClickHouseDatabase second = TestServers.newClickHouseDatabase();

    protected final QueryableSink shards;

    protected ShardFixture(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
        this.shards = TestShards.of(clickHouse, second);
    }

    @AfterEach
    protected void closeShards() {
        shards.close();
        second.close();
    }

    /** Delivers so many events, and puts each where it belongs. */
    protected void deliverToShards(int events) {
        OutboxFixture.publishTogether(postgres, events);
        deliverAll();
        noteShard(postgres, "second");
        second.execute("CREATE TABLE IF NOT EXISTS event_log AS " + clickHouse.name() + ".event_log");
        move(clickHouse, second, belonging(1, events));
    }

    /** As a relay does that has used it. */
    public static void noteShard(PostgresDatabase postgres, String name) {
        postgres.execute("UPDATE postrider.outbox_origin SET event_log_tables = event_log_tables || '{" + name + "}'");
    }

    /** The ids up to the highest that belong on a shard. */
    protected static long[] belonging(int shard, long highest) {
        return LongStream.rangeClosed(1, highest)
                .filter(id -> Shards.of(id, 2) == shard)
                .toArray();
    }

    protected void copy(ClickHouseDatabase from, ClickHouseDatabase to, long... ids) {
        to.execute("INSERT INTO event_log SELECT * FROM " + from.name() + ".event_log WHERE event_id IN (" + list(ids)
                + ")");
    }

    protected void delete(ClickHouseDatabase from, long... ids) {
        from.execute("ALTER TABLE event_log DELETE WHERE event_id IN (" + list(ids) + ") SETTINGS mutations_sync = 2");
    }

    protected void move(ClickHouseDatabase from, ClickHouseDatabase to, long... ids) {
        copy(from, to, ids);
        delete(from, ids);
    }

    private static String list(long... ids) {
        return LongStream.of(ids).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    /** The ids that a shard has, row by row. */
    protected static List<Long> ids(ClickHouseDatabase shard, String table) {
        return shard.query("SELECT event_id FROM " + table + " ORDER BY event_id").stream()
                .map(row -> Long.valueOf(String.valueOf(row.get(0))))
                .toList();
    }

    protected static String where(ClickHouseDatabase shard) {
        return shard.url() + "/" + shard.name() + ".event_log";
    }
}
