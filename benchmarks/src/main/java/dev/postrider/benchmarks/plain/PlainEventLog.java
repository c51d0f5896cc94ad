package dev.postrider.benchmarks.plain;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.util.concurrent.TimeUnit;

/** The table {@code event_log} through the official client. Whoever opens it closes it. */
public final class PlainEventLog implements AutoCloseable {
    private static final String TABLE = "event_log";
    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS event_log (
              event_type       LowCardinality(String),
              event_date_time  DateTime64(6, 'UTC'),
              environment      LowCardinality(String),
              event_context    String,
              metadata_version UInt64,
              event_id         UInt64)
            ENGINE = MergeTree PARTITION BY toYYYYMM(event_date_time) ORDER BY (event_type, event_date_time, event_id)""";

    private final Client client;

    private PlainEventLog(Client client) {
        this.client = client;
    }

    /** Makes the table if there is none. */
    public static PlainEventLog open(String endpoint, String user, String password, String database) {
        Client client = new Client.Builder()
                .addEndpoint(endpoint)
                .setUsername(user)
                .setPassword(password)
                .setDefaultDatabase(database)
                .build();
        client.queryAll(CREATE);
        return new PlainEventLog(client);
    }

    /**
     * Returns when the rows are stored.
     *
     * @param rows in RowBinary
     * @throws Exception if they are not, or nobody knows
     */
    void insert(byte[] rows, int number) throws Exception {
        // The engine would collect inserts and wait for more; a batch needs no company.
        InsertSettings settings = new InsertSettings().serverSetting("async_insert", "0");
        try (InsertResponse response = client.insert(
                        TABLE, new ByteArrayInputStream(rows), ClickHouseFormat.RowBinary, settings)
                .get(1, TimeUnit.MINUTES)) {
            if (response.getWrittenRows() != number) {
                throw new IllegalStateException(response.getWrittenRows() + " of " + number + " rows were written");
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
