package dev.postrider.relay.sink;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.batch.PartitionBound;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.insert.AtWork;
import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.insert.InsertConnections;
import dev.postrider.relay.sink.insert.InsertUnderWay;
import dev.postrider.relay.sink.insert.InsertsAtWork;
import dev.postrider.relay.sink.query.StoredRows;
import dev.postrider.relay.sink.query.TimeToLive;
import dev.postrider.relay.sink.search.LimitedQueries;
import dev.postrider.relay.sink.server.CallWatch;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.Glances;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.sink.server.Queries;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.server.VersionCheck;
import dev.postrider.relay.sink.server.WatchedOutput;
import dev.postrider.relay.sink.table.DedupWindow;
import dev.postrider.relay.sink.table.EventLogTable;
import dev.postrider.relay.sink.table.TableKey;
import dev.postrider.relay.sink.table.TableWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends batches to a ClickHouse table through the official client. Thread-safe. */
public final class ClickHouseSink implements Shard {
    private static final Logger log = LoggerFactory.getLogger(ClickHouseSink.class);

    private final ClickHouseSettings settings;
    private final EventLogTable table;
    private final DedupWindow window;
    private final TableWatch columns;
    private final CallWatch watch = new CallWatch();
    private final Glances glances;
    private final InsertsAtWork insertsAtWork;
    private final Queries queries;
    private final Queries rowQueries;
    private final Queries toolQueries;
    private final LimitedQueries searches;
    private final InsertConnections inserts;
    private final BooleanSupplier isElsewhere;
    private final Instant madeAt = Instant.now();
    private volatile @Nullable Prepared prepared;

    /** What {@link #prepare} found. */
    private record Prepared(
            List<String> columns,
            Map<String, String> promises,
            OutcomeTable outcomes,
            StoredRows stored,
            @Nullable PartitionBound bound,
            boolean mayDropForWhatIsLost) {}

    /**
     * Connects to nothing yet.
     *
     * @param glances closed with this
     * @param window shared by those that send to the same table
     * @param isElsewhere whether another server can do what this one does not answer to
     */
    ClickHouseSink(ClickHouseSettings settings, Glances glances, DedupWindow window, BooleanSupplier isElsewhere) {
        this.settings = settings;
        this.isElsewhere = isElsewhere;
        this.table = new EventLogTable(settings);
        this.window = window;
        this.glances = glances;
        this.insertsAtWork = new InsertsAtWork(glances, settings);
        this.queries = Queries.overMany(settings, watch, this::isAnswered);
        this.rowQueries = Queries.overOne(settings, watch, this::isAnswered);
        this.toolQueries = Queries.overOne(settings, watch, this::isAnswered);
        this.searches = new LimitedQueries(settings);
        this.columns = new TableWatch(table, queries);
        this.inserts = new InsertConnections(settings);
    }

    /** Connects to nothing yet. */
    public static ClickHouseSink create(ClickHouseSettings settings) {
        return new ClickHouseSink(
                settings, new Glances(settings, Glances.PATIENT), new DedupWindow(settings), () -> false);
    }

    /** Whether a question that is not answered would be, if it were asked again. */
    private boolean isAnswered() {
        return isElsewhere.getAsBoolean() || isReachable();
    }

    @Override
    public boolean isReachable() {
        return glances.isReachable();
    }

    @Override
    public Optional<InsertAtWork> atWork(String queryIds) throws SinkException {
        return insertsAtWork.find(queryIds);
    }

    @Override
    public EventLog eventLog() {
        ServerEventLog.Source source = source(insertsAtWork);
        return new ServerEventLog(() -> source);
    }

    /** For questions to this server. */
    ServerEventLog.Source source(AtWork atWork) {
        return new ServerEventLog.Source(toolQueries::client, settings, atWork, searches);
    }

    /** Whether the server did not answer a moment ago. */
    boolean answeredNothingJustNow() {
        return glances.foundNobodyJustNow();
    }

    /** At a quick look. */
    @Override
    public TableKey tableKey() throws SinkException {
        try {
            return glances.take(table::key);
        } catch (RuntimeException e) {
            throw new SinkException(description() + ": " + OutcomeTable.reason(e), e);
        }
    }

    @Override
    public String description() {
        return endpoint() + "/" + qualifiedTable();
    }

    String endpoint() {
        return settings.endpoint().toString();
    }

    /** The table's name, with its database. */
    String qualifiedTable() {
        return settings.database() + "." + settings.table();
    }

    @Override
    public List<Serving> serving() {
        return List.of(new Serving(endpoint(), qualifiedTable(), madeAt, List.of()));
    }

    @Override
    public RowLayout prepare() throws SinkException {
        return prepare(null);
    }

    @Override
    public RowLayout prepare(@Nullable String acceptedBefore) throws SinkException {
        return queries.ask(client -> {
            VersionCheck.require(client, settings);
            RowLayout layout = table.layout(client, acceptedBefore);
            EventLogTable.Storage storage = table.storage(client);
            window.mark(client);
            prepared = new Prepared(
                    layout.columns().stream()
                            .map(column -> column.field().column())
                            .toList(),
                    table.promises(client, storage.isOnReplicas()),
                    storage.isOnReplicas() ? settings.outcomes().onReplicas() : settings.outcomes(),
                    new StoredRows(settings, table.identity(client)),
                    storage.bound(settings.maxPartitions()),
                    storage.isOnReplicas()
                            && settings.inserts().quorum().isAsked()
                            && storage.keepsRowsApart()
                            && TimeToLive.of(storage.definition()).isNone());
            columns.looked();
            return layout;
        });
    }

    @Override
    public String definition() throws SinkException {
        return queries.ask(table::definition);
    }

    @Override
    public @Nullable PartitionBound partitionBound() {
        return prepared().bound();
    }

    @Override
    public Optional<BitSet> stored(String outbox, EventIdentities events, BitSet rows) throws SinkException {
        return rowQueries.ask(client -> prepared().stored().of(client, outbox, events, rows));
    }

    @Override
    public boolean remembers(long nanos) throws SinkException {
        return queries.ask(client -> window.covers(nanos, client));
    }

    @Override
    public String mark() {
        return window.lastMark();
    }

    @Override
    public boolean remembers(String mark, Duration since) throws SinkException {
        return queries.ask(client -> window.covers(mark, since, client));
    }

    @Override
    public boolean viewsDropRepetitions() throws SinkException {
        return queries.ask(client -> {
            EventLogFacts facts =
                    new EventLogFacts(new ServerEventLog.Source(() -> client, settings, insertsAtWork, searches));
            EventLogFacts.Table log = facts.table();
            List<EventLogFacts.View> views = facts.views();
            return log != null && !views.isEmpty() && views.stream().allMatch(view -> view.dropsWhat(log));
        });
    }

    /**
     * Keeper remembers a token longer than a replica lives whose part nobody has fetched. Without a quorum, stored means stored on any replica,
     * one that is away too: then nobody is asked, or delivery would wait for that replica.
     */
    @Override
    public boolean hasLost(String outbox, EventIdentities events, BitSet rows) throws SinkException {
        Prepared known = prepared();
        return known.mayDropForWhatIsLost()
                && rowQueries
                        .ask(client -> known.stored().seen(client, outbox, events, rows))
                        .filter(seen -> seen.cardinality() < rows.cardinality())
                        .isPresent();
    }

    private Prepared prepared() {
        Prepared known = prepared;
        if (known == null) {
            throw new IllegalStateException("the sink was not prepared");
        }
        return known;
    }

    @Override
    public void look() {
        columns.look();
    }

    @Override
    public SendOutcome send(EncodedBatch batch) {
        Prepared known = prepared();
        String unfit = columns.unfit();
        if (unfit != null) {
            return new SendOutcome.Unavailable(0, unfit);
        }
        Client client = inserts.take();
        InsertSettings insert =
                new InsertSettings().setDeduplicationToken(batch.token()).setQueryId(batch.queryId());
        known.promises().forEach(insert::serverSetting);
        String traceParent = batch.traceParent();
        if (traceParent != null) {
            insert.httpHeader("traceparent", traceParent);
        }
        InsertUnderWay underWay = new InsertUnderWay(
                batch, insertsAtWork, settings.timeout(), isElsewhere, () -> breakOff(client, batch.queryId()));
        try (CallWatch.Watched watched = watch.begin(underWay);
                InsertResponse stored = client.insert(
                                settings.table(),
                                known.columns(),
                                out -> batch.writeTo(new WatchedOutput(out, watched)),
                                ClickHouseFormat.Native,
                                insert)
                        .get()) {
            markDedupWindow();
            return new SendOutcome.Stored();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SendOutcome.Unknown(0, "interrupted");
        } catch (ExecutionException | RuntimeException e) {
            return known.outcomes().outcome(e);
        } finally {
            inserts.giveBack(client);
        }
    }

    /** Where one connection was dead, the others that wait for their next use are not to be trusted. */
    private void breakOff(Client client, String queryId) {
        inserts.suspect(client);
        renewQueries();
        client.cancelTransportRequest(queryId);
    }

    /** Without a mark, the sink is asked what it has stored: right, only slower. */
    private void markDedupWindow() {
        if (!window.isMarkedLately()) {
            try {
                queries.ask(client -> {
                    window.mark(client);
                    return window;
                });
            } catch (SinkException e) {
                log.atDebug().setCause(e).log("how many blocks the event log has is not known");
            }
        }
    }

    @Override
    public void abort() {
        inserts.abort();
    }

    @Override
    public void breakOff() {
        renewQueries();
        searches.breakOff();
        inserts.abort();
    }

    private void renewQueries() {
        queries.renew();
        rowQueries.renew();
        toolQueries.renew();
    }

    @Override
    public void close() {
        watch.close();
        glances.close();
        queries.close();
        rowQueries.close();
        toolQueries.close();
        searches.close();
        inserts.close();
    }
}
