package dev.postrider.relay.sink;

import com.clickhouse.client.api.Client;
import java.util.function.Supplier;

/** Looks at what the event log holds. Writes nothing. Thread-safe; lives as long as the sink it comes from. */
public final class EventLog {
    private final Supplier<Client> client;
    private final ClickHouseSettings settings;

    EventLog(Supplier<Client> client, ClickHouseSettings settings) {
        this.client = client;
        this.settings = settings;
    }
}
