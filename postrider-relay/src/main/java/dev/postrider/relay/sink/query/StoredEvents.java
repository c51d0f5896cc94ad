package dev.postrider.relay.sink.query;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.table.EventLogTable;
import dev.postrider.relay.sql.SqlFile;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Asks which events of an outbox the event log has stored, by id. */
public final class StoredEvents {
    private static final String IDENTITY_COLUMNS = SqlFile.text(EventLogTable.class, "identity_columns.sql");
    private static final String HIGHEST_ID = SqlFile.text(StoredEvents.class, "highest_id.sql");
    private static final String STORED_EVENTS = SqlFile.text(StoredEvents.class, "stored_events.sql");

    /** Times that were cut short can't be compared with the outbox's. */
    private static final Pattern MICROSECONDS = Pattern.compile("DateTime64\\([6-9]");

    private final Supplier<Client> client;
    private final ClickHouseSettings settings;

    public StoredEvents(Supplier<Client> client, ClickHouseSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    public boolean haveIdentity() throws SinkException {
        List<GenericRecord> columns = ask(
                IDENTITY_COLUMNS,
                Map.of("database", settings.database(), "table", settings.table()),
                new QuerySettings());
        return columns.size() == 3
                && columns.stream()
                        .allMatch(column -> !column.getString("name").equals("event_date_time")
                                || MICROSECONDS
                                        .matcher(column.getString("type"))
                                        .find());
    }

    public long highestId(String outbox, long above) throws SinkException {
        return askForRows(HIGHEST_ID, Map.of("outbox", outbox, "above", above))
                .get(0)
                .getLong("id");
    }

    public List<StoredEvent> after(String outbox, StoredEvent before, int limit) throws SinkException {
        Map<String, Object> parameters =
                Map.of("outbox", outbox, "id", before.id(), "at", before.micros(), "limit", limit);
        return askForRows(STORED_EVENTS, parameters).stream()
                .map(row -> new StoredEvent(row.getLong("id"), row.getLong("at")))
                .toList();
    }

    private List<GenericRecord> askForRows(String question, Map<String, Object> parameters) throws SinkException {
        return new CurrentReplica(client.get(), settings).ask(session -> ask(question, parameters, session));
    }

    private List<GenericRecord> ask(String question, Map<String, Object> parameters, QuerySettings with)
            throws SinkException {
        try {
            return client.get().queryAll(question.replace("{table}", settings.table()), parameters, with);
        } catch (RuntimeException e) {
            throw new SinkException(
                    settings.endpoint() + "/" + settings.database() + "." + settings.table() + ": "
                            + OutcomeTable.reason(e),
                    e);
        }
    }
}
