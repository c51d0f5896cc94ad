package dev.postrider.relay.delivery;

import dev.postrider.relay.sink.ShardedSink;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.server.SinkException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is remembered of the event log, shard by shard. Thread-safe. */
public final class TableHistories {
    private final List<TableHistory> each;

    /** Nothing is remembered yet. */
    public TableHistories(int shards) {
        this.each =
                IntStream.range(0, shards).mapToObj(shard -> new TableHistory()).toList();
    }

    /**
     * A term begins.
     *
     * @param acceptedBefore what {@link #accepted} gave, as far as the ledger knows
     * @throws SinkException if a shard can't be asked what it is now
     */
    public void begin(Sink sink, @Nullable String acceptedBefore) throws SinkException {
        for (int shard = 0; shard < each.size(); shard++) {
            each.get(shard).begin(sink.shards().get(shard).definition(), ShardedSink.of(shard, acceptedBefore));
        }
    }

    TableHistory of(int shard) {
        return each.get(shard);
    }

    /** The event log as it was when it last took rows; null if no shard has taken any. */
    @Nullable
    String accepted() {
        List<String> accepted = each.stream()
                .map(history -> Objects.requireNonNullElse(history.accepted(), ""))
                .toList();
        return accepted.stream().allMatch(String::isEmpty) ? null : ShardedSink.join(accepted);
    }
}
