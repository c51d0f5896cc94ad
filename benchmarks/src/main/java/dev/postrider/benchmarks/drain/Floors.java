package dev.postrider.benchmarks.drain;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Window;
import dev.postrider.benchmarks.stage.Window.Used;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.table.EventLogTable;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** The least that reading takes, and the least that storing takes. */
final class Floors {
    private static final String TABLE = "event_log";

    private static final int LEAVES = 8;
    private static final String COPY =
            "COPY postrider.event_outbox_%d (txid, id, event_type, event_date_time, environment,"
                    + " event_context, metadata_version, trace_parent) TO STDOUT (FORMAT binary)";

    private Floors() {}

    /** The columns that the relay reads, leaf after leaf, in no order, into nothing. */
    static DrainRound read(Stage stage, PostgresDatabase outbox, long events) throws SQLException {
        Window window = new Window(stage);
        long rows = 0;
        Used used;
        try (Connection connection = outbox.connect()) {
            for (int leaf = 0; leaf < LEAVES; leaf++) {
                CopyOut copy =
                        connection.unwrap(PGConnection.class).getCopyAPI().copyOut(COPY.formatted(leaf));
                while (copy.readFromCopy() != null) {
                    // into nothing
                }
                rows += copy.getHandledRowCount();
            }
            used = window.used();
        }
        if (rows != events) {
            throw new IllegalStateException("the outbox has " + rows + " rows, not " + events);
        }
        return DrainRound.ofFloor(used);
    }

    /**
     * All batches from memory, through the official client, with the same settings, tokens and number of inserts at once, into
     * the same table.
     */
    static DrainRound insert(Stage stage, Recording recording, EventJson way, int inFlight, long events)
            throws Exception {
        try (ClickHouseDatabase eventLog = stage.newEventLog()) {
            ClickHouseSettings target = stage.target(eventLog).withEventJson(way);
            makeTable(target);
            DrainRound turn = DrainRound.ofFloor(insert(new Window(stage), recording, target, inFlight));
            requireAll(eventLog, events);
            return turn;
        }
    }

    /** The same into a table that is there; what was used from the window's begin to the last answer. */
    static Used insert(Window window, Recording recording, ClickHouseSettings target, int inFlight) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(inFlight);
        try (Client client = connect(target)) {
            EventLogTable table = new EventLogTable(target);
            Map<String, String> promises =
                    table.promises(client, table.storage(client).isOnReplicas());
            List<Future<?>> inserts = new ArrayList<>();
            for (Recording.Batch batch : recording.batches()) {
                inserts.add(senders.submit(() -> insert(client, recording, batch, promises)));
            }
            for (Future<?> insert : inserts) {
                insert.get();
            }
            return window.used();
        } finally {
            senders.shutdown();
        }
    }

    static void makeTable(ClickHouseSettings target) throws SinkException {
        try (ClickHouseSink sink = ClickHouseSink.create(target)) {
            sink.prepare();
        }
    }

    private static Client connect(ClickHouseSettings target) {
        return new Client.Builder()
                .addEndpoint(target.endpoint().toString())
                .setUsername(target.login().user())
                .setPassword(target.login().password())
                .setDefaultDatabase(target.database())
                .setMaxRetries(0)
                .retryOnFailures(ClientFaultCause.None)
                .compressClientRequest(false)
                .build();
    }

    private static void insert(
            Client client, Recording recording, Recording.Batch batch, Map<String, String> promises) {
        InsertSettings settings = new InsertSettings().setDeduplicationToken(batch.token());
        promises.forEach(settings::serverSetting);
        try (InsertResponse stored = client.insert(
                        TABLE, recording.columns(), batch::writeTo, recording.format(), settings)
                .get()) {
            // stored
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the batch " + batch.token() + " was refused", e);
        }
    }

    static void requireAll(ClickHouseDatabase eventLog, long events) {
        String rows = eventLog.queryOne("SELECT count() FROM " + TABLE);
        if (!rows.equals(Long.toString(events))) {
            throw new IllegalStateException("the floor stored " + rows + " rows, not " + events);
        }
    }
}
