package dev.postrider.relay.sink;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.batch.PartitionBound;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.server.SinkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An event log in several shards: each holds a part of the events, and is a server of its own, or several that are replicas. What is
 * asked here is asked of all of them. Thread-safe.
 */
public final class ShardedSink implements QueryableSink {
    /** Between what the shards say; none of them says it. */
    private static final String SEPARATOR = "\n-- shard --\n";

    private final List<Shard> shards;

    /** @param shards two at least, in their order, which never changes; closed with this */
    public ShardedSink(List<? extends Shard> shards) {
        this.shards = List.copyOf(shards);
    }

    @Override
    public List<Sink> shards() {
        return List.copyOf(shards);
    }

    @Override
    public List<QueryableSink> each() {
        return List.copyOf(shards);
    }

    private interface Question<T> {
        T ask(Shard shard) throws SinkException;
    }

    private boolean all(Question<Boolean> question) throws SinkException {
        for (Shard shard : shards) {
            if (!question.ask(shard)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String description() {
        return shards.stream().map(Sink::description).collect(Collectors.joining("; "));
    }

    /** Of each shard, in their order. */
    @Override
    public List<Serving> serving() {
        return shards.stream().flatMap(shard -> shard.serving().stream()).toList();
    }

    @Override
    public RowLayout prepare() throws SinkException {
        return prepare(null);
    }

    /** @throws SinkException also if the shards take different rows, or two of them are the same table */
    @Override
    public RowLayout prepare(@Nullable String acceptedBefore) throws SinkException {
        RowLayout first = prepare(0, acceptedBefore);
        for (int i = 1; i < shards.size(); i++) {
            RowLayout other = prepare(i, acceptedBefore);
            if (!first.equals(other)) {
                throw new SinkException("the event logs of two shards take different rows: "
                        + shards.get(0).description() + " " + words(first) + ", and "
                        + shards.get(i).description() + " " + words(other)
                        + "; give both the same columns in the same order, with the same types");
            }
        }
        DistinctTables.require(shards);
        return first;
    }

    private static String words(RowLayout layout) {
        return layout.columns().stream()
                .map(column -> column.field().column() + " " + column.declared())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private RowLayout prepare(int shard, @Nullable String acceptedBefore) throws SinkException {
        try {
            return shards.get(shard).prepare(of(shard, acceptedBefore));
        } catch (SinkException e) {
            throw e.at(shards.get(shard).description());
        }
    }

    /** What one shard said, of a text that {@link #join} made; null if that was nothing. */
    public static @Nullable String of(int shard, @Nullable String joined) {
        if (joined == null) {
            return null;
        }
        String[] each = joined.split(SEPARATOR, -1);
        return shard < each.length && !each[shard].isEmpty() ? each[shard] : null;
    }

    /** What {@link #of} takes apart again. */
    public static String join(List<String> each) {
        return String.join(SEPARATOR, each);
    }

    @Override
    public String definition() throws SinkException {
        StringBuilder joined = new StringBuilder();
        for (Shard shard : shards) {
            joined.append(joined.isEmpty() ? "" : SEPARATOR).append(shard.definition());
        }
        return joined.toString();
    }

    @Override
    public List<String> tables() throws SinkException {
        List<String> tables = new ArrayList<>();
        for (Shard shard : shards) {
            tables.addAll(shard.tables());
        }
        return tables;
    }

    @Override
    public String mark() {
        return join(shards.stream().map(Sink::mark).toList());
    }

    @Override
    public EventLog eventLog() {
        return new ShardedEventLog(shards.stream().map(QueryableSink::eventLog).toList());
    }

    @Override
    public @Nullable PartitionBound partitionBound() {
        return shards.get(0).partitionBound();
    }

    @Override
    public void look() {
        shards.forEach(Sink::look);
    }

    /** Nothing is sent to all of them: each of {@link #shards()} is sent what belongs on it. */
    @Override
    public SendOutcome send(EncodedBatch batch) {
        throw new UnsupportedOperationException("a batch is sent to each shard by itself");
    }

    /** On any shard. */
    @Override
    public Optional<BitSet> stored(String outbox, EventIdentities events, BitSet rows) throws SinkException {
        BitSet stored = new BitSet();
        for (Shard shard : shards) {
            Optional<BitSet> answer = shard.stored(outbox, events, rows);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            stored.or(answer.get());
        }
        return Optional.of(stored);
    }

    @Override
    public boolean remembers(long nanos) throws SinkException {
        return all(shard -> shard.remembers(nanos));
    }

    @Override
    public boolean remembers(String mark, Duration since) throws SinkException {
        for (int i = 0; i < shards.size(); i++) {
            String of = of(i, mark);
            if (of == null || of.isEmpty() || !shards.get(i).remembers(of, since)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean viewsDropRepetitions() throws SinkException {
        return all(Sink::viewsDropRepetitions);
    }

    @Override
    public Optional<InsertAtWork> atWork(String queryIds) throws SinkException {
        for (Shard shard : shards) {
            Optional<InsertAtWork> found = shard.atWork(queryIds);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Whether all answer. */
    @Override
    public boolean isReachable() {
        return shards.stream().allMatch(Sink::isReachable);
    }

    @Override
    public void abort() {
        shards.forEach(Sink::abort);
    }

    @Override
    public void breakOff() {
        shards.forEach(QueryableSink::breakOff);
    }

    @Override
    public void close() {
        shards.forEach(Sink::close);
    }
}
