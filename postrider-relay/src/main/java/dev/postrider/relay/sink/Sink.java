package dev.postrider.relay.sink;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.batch.PartitionBound;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.server.SinkException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What takes encoded batches. Thread-safe: several batches may be sent at once.
 *
 * <p>A batch that is sent again under the same token must be stored once, within the limits that {@link #stored} makes up for.
 */
public interface Sink extends AutoCloseable {
    /** Where batches go, for people: never with a password. */
    String description();

    /**
     * The sinks that share the events among them, in the order of {@link dev.postrider.relay.batch.Shards}; itself alone if there
     * is only one. A batch is sent to each by itself, and what the others say of sends and of what is stored counts for its own
     * rows only.
     */
    default List<Sink> shards() {
        return List.of(this);
    }

    /**
     * Which table each shard is, in their order: a UUID, or a path in Keeper; empty texts where that is not known.
     *
     * @throws SinkException if a shard can't be asked
     */
    default List<String> tables() throws SinkException {
        return List.of("");
    }

    /**
     * Finds out how rows are written, and creates the event log if it is missing. May be called again at any time.
     *
     * @throws SinkException if the sink can't be reached or can't take events as it is; the message says which and what to do
     */
    RowLayout prepare() throws SinkException;

    /**
     * As {@link #prepare()}, and an event log that took events before is not created anew: it may be on its way back, as in a
     * swap of two tables.
     *
     * @param acceptedBefore what {@link #definition} said when it last took events; null if it never did
     * @throws SinkException as {@link #prepare()}, and if the event log is gone
     */
    default RowLayout prepare(@Nullable String acceptedBefore) throws SinkException {
        return prepare();
    }

    /** Which servers it sends to and asks now, one for each event log; empty if it does not say. Never blocks. */
    default List<Serving> serving() {
        return List.of();
    }

    /** How many partitions an insert may reach, as far as was found out by {@link #prepare}; null if that is not bounded. */
    default @Nullable PartitionBound partitionBound() {
        return null;
    }

    /** What the sink has stored, for those who ask; null if it can't be asked. */
    default @Nullable EventLog eventLog() {
        return null;
    }

    /**
     * What the event log is now: equal texts mean that it takes and refuses the same rows.
     *
     * @throws SinkException if the sink can't be reached
     */
    String definition() throws SinkException;

    /**
     * Finds out, now and then, what a send has to know beforehand. To be called before whatever has to be certain right before a
     * send, since it may take a while.
     */
    default void look() {}

    /** Sends a batch and waits for what becomes of it. Never throws for what the sink or the network does. */
    SendOutcome send(EncodedBatch batch);

    /**
     * Which of these events the sink has stored already: the bit of each such row. Empty if the sink keeps no identity.
     *
     * @param rows those to ask for
     * @throws SinkException if the sink can't be asked now
     */
    Optional<BitSet> stored(String outbox, EventIdentities events, BitSet rows) throws SinkException;

    /**
     * Whether a batch that was first sent no earlier than that moment would certainly be dropped as a repetition if the sink
     * holds it: it has not been given so much since that it may have forgotten. Quick to say no.
     *
     * @param nanos a moment of {@link System#nanoTime}
     * @throws SinkException if the sink can't be asked now
     */
    boolean remembers(long nanos) throws SinkException;

    /**
     * What the event log was when it was last looked at, as a text to keep with a plan; empty if that is not known. Asks nothing.
     */
    default String mark() {
        return "";
    }

    /**
     * As {@link #remembers(long)}, of a batch that another process may have sent.
     *
     * @param mark what {@link #mark} gave before the batch was first sent
     * @param since how long ago at the most that was
     * @throws SinkException if the sink can't be asked now
     */
    default boolean remembers(String mark, Duration since) throws SinkException {
        return false;
    }

    /**
     * Whether views fill tables with what the event log is given, and each of these drops a repetition as the event log does: a
     * batch that the event log certainly drops may be sent again for those that lack it. False if there are no views.
     *
     * @throws SinkException if the sink can't be asked now
     */
    default boolean viewsDropRepetitions() throws SinkException {
        return false;
    }

    /**
     * Whether the sink lacks any of these rows though it said that they are stored: it drops a repetition for what it was given before, and
     * may have lost that since. One that can't lose anything so, or can't tell, says no.
     *
     * @param rows those to ask for
     * @throws SinkException if the sink can't be asked now
     */
    default boolean hasLost(String outbox, EventIdentities events, BitSet rows) throws SinkException {
        return false;
    }

    /**
     * An insert that the sink is still at work on; empty if there is none. What the sink has stored is known only when none is:
     * an insert that was broken off, or whose sender died, goes on.
     *
     * @param queryIds how the ids of the inserts in question begin, from {@link dev.postrider.relay.batch.QueryIds}
     * @throws SinkException if the sink can't be asked now, or does not tell
     */
    Optional<InsertAtWork> atWork(String queryIds) throws SinkException;

    /** Whether the sink answers at all, within two seconds. */
    boolean isReachable();

    /**
     * Breaks off the sends under way, from another thread: each ends as unknown, and the sink may go on with it. The sink stays
     * usable.
     */
    void abort();

    /** Ends all connections; the relay that was given the sink calls it. */
    @Override
    void close();
}
