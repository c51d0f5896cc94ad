package dev.postrider.benchmarks.drain;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import dev.postrider.benchmarks.stage.CpuSeconds;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.table.InsertPromises;
import dev.postrider.test.ClickHouseDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * The least that storing takes: all batches from memory, through the official client, with the same
 * settings, tokens and number of inserts at once, into the same table.
 */
final class InsertFloor {
    private static final String TABLE = "event_log";

    private InsertFloor() {}

    static Turn insert(Stage stage, Recording recording, EventJson way, int inFlight, long events) throws Exception {
        try (ClickHouseDatabase eventLog = stage.newEventLog()) {
            ClickHouseSettings target = stage.target(eventLog).withEventJson(way);
            makeTable(target);
            Map<String, String> promises =
                    InsertPromises.knownTo(eventLog.query("SELECT name FROM system.settings").stream()
                            .map(row -> String.valueOf(row.get(0)))
                            .collect(Collectors.toSet()));
            ExecutorService senders = Executors.newFixedThreadPool(inFlight);
            try (Client client = connect(target)) {
                client.ping();
                CpuSeconds before = stage.cpu().read();
                long began = System.nanoTime();
                List<Future<?>> inserts = new ArrayList<>();
                for (Recording.Batch batch : recording.batches()) {
                    inserts.add(senders.submit(() -> insert(client, recording, batch, promises)));
                }
                for (Future<?> insert : inserts) {
                    insert.get();
                }
                double seconds = (System.nanoTime() - began) / 1e9;
                Turn turn = new Turn(seconds, seconds, stage.cpu().read().since(before));
                requireAll(eventLog, events);
                return turn;
            } finally {
                senders.shutdown();
            }
        }
    }

    private static void makeTable(ClickHouseSettings target) throws SinkException {
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

    private static void requireAll(ClickHouseDatabase eventLog, long events) {
        String rows = eventLog.queryOne("SELECT count() FROM " + TABLE);
        if (!rows.equals(Long.toString(events))) {
            throw new IllegalStateException("the floor stored " + rows + " rows, not " + events);
        }
    }
}
