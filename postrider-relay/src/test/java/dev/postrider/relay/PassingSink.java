package dev.postrider.relay;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.batch.PartitionBound;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.server.SinkException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A sink in front of the real one, for tests that do something in between. */
public class PassingSink implements Sink {
    private final Sink sink;

    public PassingSink(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void look() {
        sink.look();
    }

    @Override
    public SendOutcome send(EncodedBatch batch) {
        return sink.send(batch);
    }

    @Override
    public String description() {
        return sink.description();
    }

    @Override
    public RowLayout prepare() throws SinkException {
        return sink.prepare();
    }

    @Override
    public RowLayout prepare(@Nullable String acceptedBefore) throws SinkException {
        return sink.prepare(acceptedBefore);
    }

    @Override
    public boolean hasLost(String outbox, EventIdentities events, BitSet rows) throws SinkException {
        return sink.hasLost(outbox, events, rows);
    }

    @Override
    public @Nullable PartitionBound partitionBound() {
        return sink.partitionBound();
    }

    @Override
    public @Nullable EventLog eventLog() {
        return sink.eventLog();
    }

    @Override
    public String definition() throws SinkException {
        return sink.definition();
    }

    @Override
    public Optional<BitSet> stored(String outbox, EventIdentities events, BitSet rows) throws SinkException {
        return sink.stored(outbox, events, rows);
    }

    @Override
    public boolean remembers(long nanos) throws SinkException {
        return sink.remembers(nanos);
    }

    @Override
    public List<String> tables() throws SinkException {
        return sink.tables();
    }

    @Override
    public String mark() {
        return sink.mark();
    }

    @Override
    public boolean remembers(String mark, Duration since) throws SinkException {
        return sink.remembers(mark, since);
    }

    @Override
    public boolean viewsDropRepetitions() throws SinkException {
        return sink.viewsDropRepetitions();
    }

    @Override
    public Optional<InsertAtWork> atWork(String queryIds) throws SinkException {
        return sink.atWork(queryIds);
    }

    @Override
    public boolean isReachable() {
        return sink.isReachable();
    }

    @Override
    public void abort() {
        sink.abort();
    }

    @Override
    public void close() {
        sink.close();
    }
}
