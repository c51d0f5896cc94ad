package dev.postrider.relay.sink;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.SendOutcome;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends batches to a ClickHouse table through the official client. Thread-safe. */
public final class ClickHouseSink implements Sink {
    private static final Logger log = LoggerFactory.getLogger(ClickHouseSink.class);

    private static final long CONNECT_TIMEOUT_SECONDS = 5;
    private static final long PING_TIMEOUT_MILLIS = 2_000;
    private static final int NETWORK_BUFFER_BYTES = 64 * 1024;

    private final ClickHouseSettings settings;
    private final EventLogTable table;
    private final SendWatch watch;
    private final DedupWindow window;
    private final Client pinger;
    private volatile Client client;
    private boolean closed;
    private volatile @Nullable Prepared prepared;

    /** What {@link #prepare} found. */
    private record Prepared(List<String> columns, Map<String, String> promises, HeldRows held) {}

    private ClickHouseSink(ClickHouseSettings settings) {
        this.settings = settings;
        this.table = new EventLogTable(settings);
        this.window = new DedupWindow(settings);
        this.client = connect(settings);
        this.pinger = pinger(settings);
        this.watch = new SendWatch(settings.timeout(), this::isReachable, this::abort);
    }

    /** Connects to nothing yet. */
    public static ClickHouseSink create(ClickHouseSettings settings) {
        return new ClickHouseSink(settings);
    }

    private static Client connect(ClickHouseSettings settings) {
        return builder(settings)
                .setConnectTimeout(CONNECT_TIMEOUT_SECONDS, ChronoUnit.SECONDS)
                .setSocketTimeout(settings.timeout().toMillis(), ChronoUnit.MILLIS)
                .build();
    }

    /** Asks on a connection of its own each time: one that was kept may be dead while the server is well. */
    private static Client pinger(ClickHouseSettings settings) {
        return builder(settings)
                .enableConnectionPool(false)
                .setConnectTimeout(PING_TIMEOUT_MILLIS, ChronoUnit.MILLIS)
                .setSocketTimeout(PING_TIMEOUT_MILLIS, ChronoUnit.MILLIS)
                .build();
    }

    private static Client.Builder builder(ClickHouseSettings settings) {
        return new Client.Builder()
                .addEndpoint(settings.endpoint().toString())
                .setUsername(settings.login().user())
                .setPassword(settings.login().password())
                .setDefaultDatabase(settings.database())
                .setClientName("postrider")
                // A connection has three of these, and a process may have two connections for each of a hundred
                // outboxes.
                .setClientNetworkBufferSize(NETWORK_BUFFER_BYTES)
                // Whether to send again, and when, is the relay's decision.
                .setMaxRetries(0)
                .retryOnFailures(ClientFaultCause.None)
                .compressClientRequest(!isLoopback(settings.endpoint().getHost()));
    }

    /** On loopback compression costs more than it saves; over a network it is the other way round. */
    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    @Override
    public boolean isReachable() {
        return pinger.ping(PING_TIMEOUT_MILLIS);
    }

    /** What the event log holds, for those who look; usable until the sink is closed. */
    @Override
    public EventLog eventLog() {
        return new EventLog(() -> client, settings);
    }

    @Override
    public String description() {
        return settings.endpoint() + "/" + settings.database() + "." + settings.table();
    }

    @Override
    public RowLayout prepare() throws SinkException {
        return asked(() -> {
            Map<String, String> promises = table.promises(client);
            RowLayout layout = table.layout(client);
            window.mark(client);
            prepared = new Prepared(
                    layout.columns().stream()
                            .map(column -> column.field().column())
                            .toList(),
                    promises,
                    new HeldRows(settings.table(), layout));
            return layout;
        });
    }

    @Override
    public String definition() throws SinkException {
        return asked(() -> table.definition(client));
    }

    @Override
    public Optional<BitSet> held(String outbox, EventIdentities events, BitSet rows) throws SinkException {
        return asked(() -> prepared().held().of(client, outbox, events, rows));
    }

    @Override
    public boolean remembers(long nanos) throws SinkException {
        return asked(() -> window.covers(nanos, client));
    }

    private interface Question<T> {
        T ask() throws SinkException;
    }

    /** Under the watch, as a send is. */
    private <T> T asked(Question<T> question) throws SinkException {
        try (SendWatch.Watched watched = watch.beginQuestion()) {
            T answer = question.ask();
            watched.advanced();
            return answer;
        } catch (RuntimeException e) {
            throw new SinkException(description() + ": " + OutcomeTable.reason(e), e);
        }
    }

    private Prepared prepared() {
        Prepared known = prepared;
        if (known == null) {
            throw new IllegalStateException("the sink was not prepared");
        }
        return known;
    }

    @Override
    public SendOutcome send(EncodedBatch batch) {
        Prepared known = prepared();
        InsertSettings insert = new InsertSettings().setDeduplicationToken(batch.token());
        known.promises().forEach(insert::serverSetting);
        try (SendWatch.Watched watched = watch.begin();
                InsertResponse stored = client.insert(
                                settings.table(),
                                known.columns(),
                                out -> batch.writeTo(new WatchedOutput(out, watched)),
                                ClickHouseFormat.Native,
                                insert)
                        .get()) {
            watched.answered();
            markWindow();
            return new SendOutcome.Stored();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SendOutcome.Unknown(0, "interrupted");
        } catch (ExecutionException | RuntimeException e) {
            return settings.outcomes().outcome(e);
        }
    }

    /** Without a mark, the sink is asked what it holds: right, only slower. */
    private void markWindow() {
        try {
            window.mark(client);
        } catch (RuntimeException e) {
            log.atDebug().setCause(e).log("how many blocks the event log has is not known");
        }
    }

    @Override
    public synchronized void abort() {
        Client brokenOff = client;
        if (!closed) {
            client = connect(settings);
        }
        brokenOff.close();
    }

    @Override
    public synchronized void close() {
        closed = true;
        watch.close();
        pinger.close();
        client.close();
    }
}
