package dev.postrider.relay.sink;

import com.clickhouse.client.api.Client;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Looks at what the event log holds. Writes nothing. Thread-safe; lives as long as the sink it comes from. */
public final class EventLog {
    private final Supplier<Client> client;
    private final ClickHouseSettings settings;

    EventLog(Supplier<Client> client, ClickHouseSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /**
     * Whether the event log has the columns that tell one event from another: {@code outbox}, {@code event_id} and
     * {@code event_date_time} with its microseconds. The questions about ids need them. False too if there is no table.
     *
     * @throws SinkException if ClickHouse can't be asked
     */
    public boolean knowsIdentity() throws SinkException {
        return new HeldEvents(client, settings).haveIdentity();
    }

    /**
     * The highest id that it holds of an outbox, among events from a time on; 0 if there is none.
     *
     * @param since keeps the question from reading the whole table; {@link Instant#MIN} for all of it
     * @throws SinkException if ClickHouse can't be asked
     */
    public long highestId(String outbox, Instant since) throws SinkException {
        return new HeldEvents(client, settings).highestId(outbox, since);
    }

    /**
     * The events that it holds of an outbox after another one in the order of id and time, at most so many, each once.
     *
     * @param since as in {@link #highestId}
     * @throws SinkException if ClickHouse can't be asked
     */
    public List<HeldEvent> heldAfter(String outbox, Instant since, HeldEvent before, int limit) throws SinkException {
        return new HeldEvents(client, settings).after(outbox, since, before, limit);
    }
}
