package dev.postrider.relay.sink;

import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.server.Waits;
import dev.postrider.relay.sink.table.TableKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Refuses shards that are none: two of them with the same table, where each event would be twice. */
final class DistinctTables {
    private static final int TRIES = 10;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private DistinctTables() {}

    /** @throws SinkException if two have the same table, or one has a table that passes events on; or if one can't be asked */
    static void require(List<? extends Shard> shards) throws SinkException {
        List<TableKey> keys = new ArrayList<>();
        for (Shard shard : shards) {
            TableKey key = shard.tableKey();
            if (key.passesEventsOn()) {
                throw new SinkException(shard.description() + " " + key.words()
                        + ", which says that events are stored before they are. Name the table behind it in"
                        + " CLICKHOUSE_EVENT_LOG_TABLE_NAME, and read through the Distributed one");
            }
            keys.add(key);
        }
        for (int i = 0; i < shards.size(); i++) {
            for (int j = i + 1; j < shards.size(); j++) {
                if (keys.get(i).isAlike(keys.get(j))) {
                    requireOther(shards.get(i), shards.get(j));
                }
            }
        }
    }

    /** Two that look alike at the first look may have the same path in two different Keepers. */
    private static void requireOther(Shard one, Shard other) throws SinkException {
        for (int i = 1; i <= TRIES; i++) {
            TableKey before = one.tableKey();
            TableKey there = other.tableKey();
            TableKey after = one.tableKey();
            TableKey.Comparison found =
                    before.isSameCopy(there) ? TableKey.Comparison.SAME : before.compare(there, after);
            if (found == TableKey.Comparison.OTHER) {
                return;
            }
            if (found != TableKey.Comparison.DIFFERS_NOW) {
                throw new SinkException("two shards have the same event log"
                        + (found == TableKey.Comparison.NOT_KNOWN ? ", as far as can be told" : "") + ": "
                        + one.description() + " " + after.words() + "; " + other.description() + " " + there.words()
                        + ". Name the replicas of one shard with commas between in CLICKHOUSE_HOST, and give each shard a"
                        + " path of its own in Keeper");
            }
            Waits.pause(BETWEEN_TRIES);
        }
    }
}
