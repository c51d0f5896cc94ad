package dev.postrider.relay.sink;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.SendOutcome;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Sends batches to a ClickHouse table through the official client. Thread-safe. */
public final class ClickHouseSink implements Sink {
    private static final long CONNECT_TIMEOUT_SECONDS = 5;
    private static final long PING_TIMEOUT_MILLIS = 3_000;

    private final ClickHouseSettings settings;
    private final EventLogTable table;
    private volatile Client client;
    private boolean closed;
    private volatile @Nullable Prepared prepared;

    /** What {@link #prepare} found. */
    private record Prepared(List<String> columns, Map<String, String> promises) {}

    private ClickHouseSink(ClickHouseSettings settings) {
        this.settings = settings;
        this.table = new EventLogTable(settings);
        this.client = connect(settings);
    }

    /** Connects to nothing yet. */
    public static ClickHouseSink create(ClickHouseSettings settings) {
        return new ClickHouseSink(settings);
    }

    private static Client connect(ClickHouseSettings settings) {
        return new Client.Builder()
                .addEndpoint(settings.endpoint().toString())
                .setUsername(settings.login().user())
                .setPassword(settings.login().password())
                .setDefaultDatabase(settings.database())
                .setClientName("postrider")
                .setConnectTimeout(CONNECT_TIMEOUT_SECONDS, ChronoUnit.SECONDS)
                .setSocketTimeout(settings.timeout().toMillis(), ChronoUnit.MILLIS)
                // Whether to send again, and when, is the relay's decision.
                .setMaxRetries(0)
                .retryOnFailures(ClientFaultCause.None)
                .compressClientRequest(!isLoopback(settings.endpoint().getHost()))
                .build();
    }

    /** On loopback compression costs more than it saves; over a network it is the other way round. */
    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    /** Whether the server answers a ping within three seconds. For health checks. */
    public boolean isReachable() {
        return client.ping(PING_TIMEOUT_MILLIS);
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
        try {
            Map<String, String> promises = table.promises(client);
            RowLayout layout = table.layout(client);
            prepared = new Prepared(
                    layout.columns().stream()
                            .map(column -> column.field().column())
                            .toList(),
                    promises);
            return layout;
        } catch (RuntimeException e) {
            throw new SinkException(description() + ": " + ErrorCodes.reason(e), e);
        }
    }

    @Override
    public SendOutcome send(EncodedBatch batch) {
        Prepared known = prepared;
        if (known == null) {
            throw new IllegalStateException("send before prepare");
        }
        InsertSettings insert = new InsertSettings().setDeduplicationToken(batch.token());
        known.promises().forEach(insert::serverSetting);
        try (InsertResponse stored = client.insert(
                        settings.table(),
                        known.columns(),
                        batch::writeTo,
                        ClickHouseFormat.RowBinaryWithNamesAndTypes,
                        insert)
                .get()) {
            return new SendOutcome.Stored();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SendOutcome.Unknown(0, "interrupted");
        } catch (ExecutionException | RuntimeException e) {
            return ErrorCodes.outcome(e);
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
        client.close();
    }
}
