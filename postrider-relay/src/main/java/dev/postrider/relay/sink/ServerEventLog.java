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
import dev.postrider.relay.sink.search.LimitedQueries;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.LogViews;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An event log on one server, or on the one of several that serves. Thread-safe. */
final class ServerEventLog implements EventLog {
    private static final Duration FAMILIAR_FOR = Duration.ofSeconds(5);

    private final Supplier<Source> source;
    private volatile @Nullable Familiar familiar;

    /** Questions to a table that was looked at then. */
    private record Familiar(EventLogQueries questions, ClickHouseSettings settings, long since) {
        boolean isOf(ClickHouseSettings now) {
            return settings.equals(now) && System.nanoTime() - since < FAMILIAR_FOR.toNanos();
        }
    }

    /** The server that is asked, and those whose inserts may still be at work. */
    record Source(Supplier<Client> client, ClickHouseSettings settings, AtWork atWork, LimitedQueries searches) {}

    /** @param source now; another one after a failover */
    ServerEventLog(Supplier<Source> source) {
        this.source = source;
    }

    @Override
    public Optional<InsertAtWork> atWork(String queryIds) throws SinkException {
        return source.get().atWork().find(queryIds);
    }

    @Override
    public boolean knowsIdentity() throws SinkException {
        return storedEvents().haveIdentity();
    }

    @Override
    public long highestId(String outbox, long above) throws SinkException {
        return storedEvents().highestId(outbox, above);
    }

    @Override
    public List<StoredEvent> storedAfter(String outbox, StoredEvent before, int limit) throws SinkException {
        return storedEvents().after(outbox, before, limit);
    }

    @Override
    public boolean exists() throws SinkException {
        Source now = source.get();
        return EventLogQueries.exists(now.client().get(), now.settings());
    }

    @Override
    public String table() {
        ClickHouseSettings settings = source.get().settings();
        return settings.database() + "." + settings.table();
    }

    @Override
    public String description() {
        return source.get().settings().endpoint() + "/" + table();
    }

    @Override
    public List<EventLog> shards() {
        return List.of(this);
    }

    @Override
    public Comparison comparison() throws SinkException {
        LogColumns columns = questions().columns();
        return new Comparison(columns.hasIds(), columns.compared(), columns.notCompared());
    }

    @Override
    public SelfDrops selfDrops() throws SinkException {
        return questions().selfDrops();
    }

    @Override
    public List<String> hiding() throws SinkException {
        return questions().hiding();
    }

    @Override
    public List<LogSums> idWindows(IdRange range) throws SinkException {
        return questions().idWindows(range);
    }

    @Override
    public List<LogSums> ids(IdRange range) throws SinkException {
        return questions().ids(range);
    }

    @Override
    public List<LogPlace> places(String outbox, long eventId) throws SinkException {
        return questions().places(new IdRange(outbox, eventId, eventId, null));
    }

    @Override
    public Set<StoredEvent> identities(IdRange range, Collection<Long> ids) throws SinkException {
        return ids.isEmpty() ? Set.of() : new HashSet<>(questions().identities(range, ids));
    }

    @Override
    public Set<StoredEvent> identitiesOften(IdRange range, Collection<Long> ids) throws SinkException {
        ClickHouseSettings now = source.get().settings();
        Familiar known = familiar;
        if (known == null || !known.isOf(now)) {
            known = new Familiar(questions(), now, System.nanoTime());
        }
        familiar = null;
        Set<StoredEvent> answer = new HashSet<>(known.questions().identities(range, ids));
        familiar = known;
        return answer;
    }

    @Override
    public EventLogFacts facts() {
        return new EventLogFacts(source.get());
    }

    @Override
    public LogViews views() {
        Source now = source.get();
        return new LogViews(now.client(), now.settings());
    }

    @Override
    public LimitedQueries searches() {
        return source.get().searches();
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
