package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Division;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.sink.ShardedSink;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The rows of a batch that go to one shard: all of them where there is only one. Each slice is sent by itself, under a token of its
 * own, and what becomes of one says nothing of the others.
 *
 * @param shard from 0
 * @param rows by their numbers in the batch, one at least; not to be changed
 */
record Slice(Delivery delivery, int shard, BitSet rows) implements EventIdentities {

    /** Those of a batch, in the order of their shards; none of a batch without events. */
    static List<Slice> of(Delivery delivery) {
        return IntStream.range(0, delivery.ofShards().size())
                .mapToObj(
                        shard -> new Slice(delivery, shard, delivery.ofShards().get(shard)))
                .filter(slice -> !slice.rows().isEmpty())
                .toList();
    }

    /** Whether it is all of the batch because there is only one shard. */
    private boolean isWholeBatch() {
        return delivery.plan().shards() == 1;
    }

    /** The same, of the same batch in another buffer. */
    Slice in(Delivery again) {
        return new Slice(again, shard, rows);
    }

    /** The token of all its rows: that of the batch where there is only one shard. */
    String token() {
        String batch = delivery.token();
        return isWholeBatch()
                ? batch
                : SendPart.digest(
                        batch + " shard " + shard + " of " + delivery.plan().shards());
    }

    /** How it was divided in an earlier term, in order. */
    List<Division> divisions() {
        return delivery.past().divisions().getOrDefault(shard, List.of());
    }

    /** What its shard was when the batch was planned in an earlier term; empty if that is not known, or not to be relied on. */
    String logMark() {
        String mark = delivery.past().logMark();
        return isWholeBatch() ? mark : Objects.requireNonNullElse(ShardedSink.of(shard, mark), "");
    }

    /** Its shard's place, from 1; 0 where there is only one. */
    int place() {
        return isWholeBatch() ? 0 : shard + 1;
    }

    /** How many rows it has. */
    int count() {
        return rows.cardinality();
    }

    BatchPlan plan() {
        return delivery.plan();
    }

    long batchNo() {
        return delivery.batchNo();
    }

    RowBuffer buffer() {
        return delivery.buffer();
    }

    /** Its rows that can't be encoded; a set of the caller's own. */
    BitSet unfit() {
        BitSet unfit = new BitSet();
        delivery.buffer().unfit().keySet().forEach(unfit::set);
        unfit.and(rows);
        return unfit;
    }

    @Override
    public long eventId(int row) {
        return delivery.eventId(row);
    }

    @Override
    public long time(int row) {
        return delivery.time(row);
    }
}
