package dev.postrider.relay.takeover;

import dev.postrider.relay.batch.ShardKey;
import dev.postrider.relay.ledger.EventLogRecord;
import dev.postrider.relay.ledger.EventLogRecord.KnownShards;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.server.SinkException;
import java.sql.SQLException;
import java.util.List;

/**
 * Makes sure, before anything is delivered, that each shard of the event log is in the place where it was: a batch that is sent again
 * has to go to the same ones. Shards may only be added, after the last.
 */
public final class ShardCheck {
    private final EventLogRecord record;
    private final Sink sink;
    private final ShardKey key;

    /** @param key what says on which shard an event belongs, as it is configured */
    public ShardCheck(EventLogRecord record, Sink sink, ShardKey key) {
        this.record = record;
        this.sink = sink;
        this.key = key;
    }

    /**
     * Compares with the ledger, and keeps what is new there.
     *
     * @throws HaltedException if events could be sent to another shard than before
     */
    public void pass() throws SQLException, SinkException {
        KnownShards known = record.shards();
        List<String> before = known.tables();
        List<String> now = sink.tables();
        if (before.isEmpty() && now.size() > 1 && record.accepted() != null) {
            throw new HaltedException("CLICKHOUSE_HOST names " + shards(now.size())
                    + ", and the ledger does not know yet in which one its events are: start once with that one alone, then name"
                    + " the others after it (docs/shards.md)");
        }
        if (now.size() < before.size()) {
            throw new HaltedException(
                    "CLICKHOUSE_HOST names " + shards(now.size()) + ", and events were delivered to "
                            + shards(before.size())
                            + ": those on the others would be missed; name all of them, in the order that they had (docs/shards.md)");
        }
        for (int shard = 0; shard < before.size(); shard++) {
            requireNotMoved(before, now, shard);
        }
        if (before.size() > 1 && !known.key().equals(key)) {
            throw new HaltedException("the shard key is " + key + ", and events were spread by " + known.key()
                    + ": a batch that is sent again would go to other shards than before; configure the key that it was, which can't"
                    + " change any more (docs/shards.md)");
        }
        KnownShards shards = new KnownShards(now, key);
        if (!shards.equals(known)) {
            record.keep(shards);
        }
    }

    /** A table that was made anew is none of those that are known. */
    private static void requireNotMoved(List<String> before, List<String> now, int shard) {
        String was = before.get(shard);
        int place = now.indexOf(was);
        if (!was.isEmpty() && !now.get(shard).equals(was) && place >= 0) {
            throw new HaltedException("shard " + (shard + 1) + " of the event log is the " + (place + 1)
                    + ". in CLICKHOUSE_HOST now: a batch that is sent again would go to another shard than before; name the"
                    + " shards in the order that they had, and new ones after the last (docs/shards.md)");
        }
    }

    private static String shards(int number) {
        return number == 1 ? "one shard" : number + " shards";
    }
}
