package dev.postrider.relay.sink;

import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.query.Comparison;
import dev.postrider.relay.sink.query.IdRange;
import dev.postrider.relay.sink.query.LogPlace;
import dev.postrider.relay.sink.query.LogSums;
import dev.postrider.relay.sink.query.SelfDrops;
import dev.postrider.relay.sink.query.StoredEvent;
import dev.postrider.relay.sink.search.LimitedQueries;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.LogViews;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks what the event log has stored. Writes nothing. Thread-safe; lives as long as the sink it comes from.
 *
 * <p>Where it is in several shards, an event may be on any of them, and all are asked: if one can't be, there is no answer.
 */
public sealed interface EventLog permits ServerEventLog, ShardedEventLog {

    /**
     * An insert that its server is still at work on, whoever sent it; empty if there is none. Only then an answer about what the
     * event log has stored is the last word.
     *
     * @param queryIds how the ids of the inserts in question begin, from {@link dev.postrider.relay.batch.QueryIds}
     * @throws SinkException if ClickHouse can't be asked, or does not tell
     */
    Optional<InsertAtWork> atWork(String queryIds) throws SinkException;

    /**
     * Whether the event log has the columns that tell one event from another: {@code outbox}, {@code event_id} and
     * {@code event_date_time} with its microseconds. The questions about ids need them. False too if there is no table.
     *
     * @throws SinkException if ClickHouse can't be asked
     */
    boolean knowsIdentity() throws SinkException;

    /**
     * The highest id above another one that it has stored of an outbox; 0 if there is none.
     *
     * @throws SinkException if ClickHouse can't be asked
     */
    long highestId(String outbox, long above) throws SinkException;

    /**
     * The events that it has stored of an outbox after another one in the order of id and time, at most so many, each once.
     *
     * @throws SinkException if ClickHouse can't be asked
     */
    List<StoredEvent> storedAfter(String outbox, StoredEvent before, int limit) throws SinkException;

    /**
     * Whether there is such a table.
     *
     * @throws SinkException if the server can't be reached, or if only some of the shards have it
     */
    boolean exists() throws SinkException;

    /** The table's name, with its database. */
    String table();

    /**
     * Which columns can be compared with what was published.
     *
     * @throws SinkException if the server can't be reached or there is no such table
     */
    Comparison comparison() throws SinkException;

    /**
     * Which rows it may have dropped by itself.
     *
     * @throws SinkException if the server can't be reached or there is no such table
     */
    SelfDrops selfDrops() throws SinkException;

    /**
     * What may keep rows from being seen that were stored, in sentences for people.
     *
     * @throws SinkException if the server can't be reached or there is no such table
     */
    List<String> hiding() throws SinkException;

    /**
     * An outbox's events by id window; windows without any are left out.
     *
     * @throws SinkException if the server can't be reached, or the table has no ids
     */
    List<LogSums> idWindows(IdRange range) throws SinkException;

    /**
     * An outbox's events by id, in order; ids without any are left out.
     *
     * @param range not more ids than fit into memory: about 150 bytes each
     * @throws SinkException if the server can't be reached, or the table has no ids
     */
    List<LogSums> ids(IdRange range) throws SinkException;

    /**
     * Where an event is, row by row, at most the first 1000.
     *
     * @throws SinkException if the server can't be reached, or the table has no ids
     */
    List<LogPlace> places(String outbox, long eventId) throws SinkException;

    /**
     * Which of some events are there, by their ids and times.
     *
     * @param ids at most 100,000
     * @param range their ids and times
     * @throws SinkException if the server can't be reached, or the table has no ids
     */
    Set<StoredEvent> identities(IdRange range, Collection<Long> ids) throws SinkException;

    /**
     * As {@link #identities}, for those who ask many times a second: what the table is like is looked at every few seconds only, and
     * again after a question that failed.
     *
     * @throws SinkException if the server can't be reached, or the table has no ids
     */
    Set<StoredEvent> identitiesOften(IdRange range, Collection<Long> ids) throws SinkException;

    /** Where it is, for people: never with a password. */
    String description();

    /** Those of the shards, each by itself, in their order; this one alone if there is only one. */
    List<EventLog> shards();

    /**
     * What it and its server are like, apart from the events.
     *
     * @throws IllegalStateException if there are several shards: ask each of {@link #shards}
     */
    EventLogFacts facts();

    /**
     * What its events hold, and the views on it.
     *
     * @throws IllegalStateException if there are several shards: ask each of {@link #shards}
     */
    LogViews views();

    /**
     * For questions of people about its events, under limits.
     *
     * @throws IllegalStateException if there are several shards: ask each of {@link #shards}
     */
    LimitedQueries searches();
}
