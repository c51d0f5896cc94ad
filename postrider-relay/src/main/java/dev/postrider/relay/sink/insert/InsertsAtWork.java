package dev.postrider.relay.sink.insert;

import com.clickhouse.client.api.query.GenericRecord;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.Glances;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.SqlFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the server which inserts it is at work on. Each question goes over a connection of its own: the server takes connections
 * up in their order, so that it has begun with whatever reached it before the question. Thread-safe.
 */
public final class InsertsAtWork implements AtWork {
    private static final String AT_WORK = SqlFile.text(InsertsAtWork.class, "at_work.sql");

    private final Glances glances;
    private final ClickHouseSettings settings;

    public InsertsAtWork(Glances glances, ClickHouseSettings settings) {
        this.glances = glances;
        this.settings = settings;
    }

    @Override
    public Optional<InsertAtWork> find(String queryIds) throws SinkException {
        List<GenericRecord> found;
        try {
            found = glances.take(client -> client.queryAll(AT_WORK, Map.of("beginning", queryIds)));
        } catch (RuntimeException e) {
            throw new SinkException(unknown(OutcomeTable.reason(e)), e);
        }
        if (found.stream().noneMatch(row -> row.getBoolean("itself"))) {
            throw new SinkException(unknown("system.processes does not even show the query that asks"));
        }
        return found.stream()
                .filter(row -> !row.getBoolean("itself"))
                .map(InsertsAtWork::insert)
                .findFirst();
    }

    private String unknown(String reason) {
        return "whether " + settings.endpoint() + " is still at work on an earlier insert is not known: " + reason;
    }

    private static InsertAtWork insert(GenericRecord row) {
        return new InsertAtWork(row.getString("id"), Duration.ofMillis(row.getLong("millis")));
    }
}
