package dev.postrider.relay.read;

import dev.postrider.relay.batch.RowConsumer;
import dev.postrider.relay.batch.ShardKey;
import dev.postrider.relay.batch.Shards;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Tells which of a batch's rows belong on which shard, while they are read. For one thread. */
public final class SpreadRows implements RowConsumer {
    private final RowConsumer next;
    private final ShardKeys keys;
    private final List<BitSet> ofShards = new ArrayList<>();
    private int rows;

    /**
     * For rows that go on to a consumer.
     *
     * @param shards how many there are, 1–256
     */
    public SpreadRows(RowConsumer next, ShardKey key, int shards) {
        this.next = next;
        this.keys = new ShardKeys(key);
        for (int shard = 0; shard < shards; shard++) {
            ofShards.add(new BitSet());
        }
    }

    @Override
    public void row(long txid, byte[] buffer, int offset, int length) {
        next.row(txid, buffer, offset, length);
        int shard = ofShards.size() == 1 ? 0 : Shards.of(keys.of(buffer, offset), ofShards.size());
        ofShards.get(shard).set(rows);
        rows++;
    }

    /** The rows of each shard, by their numbers in the batch. */
    public List<BitSet> ofShards() {
        return ofShards;
    }
}
