package dev.postrider.relay.sink;

import com.clickhouse.client.api.Client;
import dev.postrider.relay.sink.insert.AtWork;
import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.query.Comparison;
import dev.postrider.relay.sink.query.EventLogQueries;
import dev.postrider.relay.sink.query.IdRange;
import dev.postrider.relay.sink.query.LogColumns;
import dev.postrider.relay.sink.query.LogPlace;
import dev.postrider.relay.sink.query.LogSums;
import dev.postrider.relay.sink.query.SelfDrops;
import dev.postrider.relay.sink.query.StoredEvent;
import dev.postrider.relay.sink.query.StoredEvents;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.LogViews;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Asks what the event log has stored. Writes nothing. Thread-safe; lives as long as the sink it comes from. */
public final class EventLog {
    private final Supplier<Source> source;

    /** The server that is asked, and those whose inserts may still be at work. */
    record Source(Supplier<Client> client, ClickHouseSettings settings, AtWork atWork) {}

    /** @param source now; another one after a failover */
    EventLog(Supplier<Source> source) {
        this.source = source;
    }

    /**
     * An insert that its server is still at work on, whoever sent it; empty if there is none. Only then an answer about what the
     * event log has stored is the last word.
     *
     * @param queryIds how the ids of the inserts in question begin, from {@link dev.postrider.relay.batch.QueryIds}
     * @throws SinkException if ClickHouse can't be asked, or does not tell
     */
    public Optional<InsertAtWork> atWork(String queryIds) throws SinkException {
        return source.get().atWork().find(queryIds);
    }

    /**
     * Whether the event log has the columns that tell one event from another: {@code outbox}, {@code event_id} and
     * {@code event_date_time} with its microseconds. The questions about ids need them. False too if there is no table.
     *
     * @throws SinkException if ClickHouse can't be asked
     */
    public boolean knowsIdentity() throws SinkException {
        return storedEvents().haveIdentity();
    }

    /**
     * The highest id above another one that it has stored of an outbox; 0 if there is none.
     *
     * @throws SinkException if ClickHouse can't be asked
     */
    public long highestId(String outbox, long above) throws SinkException {
        return storedEvents().highestId(outbox, above);
    }

    /**
     * The events that it has stored of an outbox after another one in the order of id and time, at most so many, each once.
     *
     * @throws SinkException if ClickHouse can't be asked
     */
    public List<StoredEvent> storedAfter(String outbox, StoredEvent before, int limit) throws SinkException {
        return storedEvents().after(outbox, before, limit);
    }

    /**
     * Whether there is such a table.
     *
     * @throws SinkException if the server can't be reached
     */
    public boolean exists() throws SinkException {
        Source now = source.get();
        return EventLogQueries.exists(now.client().get(), now.settings());
    }

    /** The table's name, with its database. */
    public String table() {
        ClickHouseSettings settings = source.get().settings();
        return settings.database() + "." + settings.table();
    }

    /**
     * Which columns can be compared with what was published.
     *
     * @throws SinkException if the server can't be reached or there is no such table
     */
    public Comparison comparison() throws SinkException {
        LogColumns columns = questions().columns();
        return new Comparison(columns.hasIds(), columns.compared(), columns.notCompared());
    }

    /**
     * Which rows it may have dropped by itself.
     *
     * @throws SinkException if the server can't be reached or there is no such table
     */
    public SelfDrops selfDrops() throws SinkException {
        return questions().selfDrops();
    }

    /**
     * What may keep rows from being seen that were stored, in sentences for people.
     *
     * @throws SinkException if the server can't be reached or there is no such table
     */
    public List<String> hiding() throws SinkException {
        return questions().hiding();
    }

    /**
     * An outbox's events by id window; windows without any are left out.
     *
     * @throws SinkException if the server can't be reached, or the table has no ids
     */
    public List<LogSums> idWindows(IdRange range) throws SinkException {
        return questions().idWindows(range);
    }

    /**
     * An outbox's events by id, in order; ids without any are left out.
     *
     * @param range not more ids than fit into memory: about 150 bytes each
     * @throws SinkException if the server can't be reached, or the table has no ids
     */
    public List<LogSums> ids(IdRange range) throws SinkException {
        return questions().ids(range);
    }

    /**
     * Where an event is, row by row, at most the first 1000.
     *
     * @throws SinkException if the server can't be reached, or the table has no ids
     */
    public List<LogPlace> places(String outbox, long eventId) throws SinkException {
        return questions().places(new IdRange(outbox, eventId, eventId, null));
    }

    /**
     * Which of some events are there, by their ids and times.
     *
     * @param ids at most 100,000
     * @param range their ids and times
     * @throws SinkException if the server can't be reached, or the table has no ids
     */
    public Set<StoredEvent> identities(IdRange range, Collection<Long> ids) throws SinkException {
        return ids.isEmpty() ? Set.of() : new HashSet<>(questions().identities(range, ids));
    }

    /** What it and its server are like, apart from the events. */
    public EventLogFacts facts() {
        return new EventLogFacts(source.get());
    }

    /** What its events hold, and the views on it. */
    public LogViews views() {
        Source now = source.get();
        return new LogViews(now.client(), now.settings());
    }

    private EventLogQueries questions() throws SinkException {
        Source now = source.get();
        return EventLogQueries.about(now.client().get(), now.settings());
    }

    private StoredEvents storedEvents() {
        Source now = source.get();
        return new StoredEvents(now.client(), now.settings());
    }
}
