package dev.postrider.relay.sink;

import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.Glances;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.sink.table.EventLogTable;
import dev.postrider.relay.sink.table.TableKey;
import org.jspecify.annotations.Nullable;

/**
 * A server that is named, as it looks from this process, at one moment. Says nothing of what a relay elsewhere sees.
 *
 * @param endpoint its URL, without user and password
 * @param trouble why it can't be asked about the event log now; null if it can
 * @param isProven whether the ledger has it as a replica of the same event log, and it still is that; false too if it does not answer
 */
public record SeenServer(String endpoint, @Nullable String trouble, boolean isProven) {
    /**
     * Looks at a server, for two seconds at the most.
     *
     * @param server the others that the settings name are not looked at
     * @param accepted what the ledger has of the event log; null if it has nothing
     */
    public static SeenServer look(ClickHouseSettings server, @Nullable String accepted) {
        String endpoint = server.endpoint().toString();
        try (Glances glances = new Glances(server, Glances.PATIENT)) {
            TableKey key = glances.take(new EventLogTable(server)::key);
            String trouble = key.replica() == null ? "" : key.replica().trouble();
            String where = endpoint + "/" + server.database() + "." + server.table();
            return new SeenServer(
                    endpoint,
                    trouble.isEmpty() ? null : trouble,
                    NotedReplicas.of(accepted).has(where, key));
        } catch (RuntimeException e) {
            return new SeenServer(endpoint, OutcomeTable.reason(e), false);
        }
    }

    /** Whether it can be asked about the event log now. */
    public boolean isWell() {
        return trouble == null;
    }

    /** For people. */
    public String words() {
        return endpoint
                + (trouble != null
                        ? " can't be asked from here: " + trouble
                        : isProven
                                ? " answers, and is a proven replica"
                                : " answers, and is not known to be a replica");
    }
}
