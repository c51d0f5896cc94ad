package dev.postrider.relay.sink;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import dev.postrider.relay.sql.SqlFile;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the server which inserts it is at work on. Each question goes over a connection of its own: the server takes connections
 * up in their order, so that it has begun with whatever reached it before the question. Thread-safe.
 */
final class InsertsAtWork {
    private static final String AT_WORK = SqlFile.text(InsertsAtWork.class, "at_work.sql");

    private final Client client;
    private final ClickHouseSettings settings;

    /** @param client keeps no connection */
    InsertsAtWork(Client client, ClickHouseSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** The oldest insert whose id begins so; empty if there is none. */
    Optional<InsertAtWork> find(String queryIds) throws SinkException {
        try {
            return client.queryAll(AT_WORK, Map.of("beginning", queryIds)).stream()
                    .map(InsertsAtWork::insert)
                    .findFirst();
        } catch (RuntimeException e) {
            throw new SinkException(
                    "whether " + settings.endpoint() + " is still at work on an earlier insert is not known: "
                            + OutcomeTable.reason(e),
                    e);
        }
    }

    private static InsertAtWork insert(GenericRecord row) {
        return new InsertAtWork(row.getString("id"), Duration.ofMillis(row.getLong("millis")));
    }
}
