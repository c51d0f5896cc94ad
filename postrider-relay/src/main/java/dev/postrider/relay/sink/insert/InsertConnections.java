package dev.postrider.relay.sink.insert;

import com.clickhouse.client.api.Client;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.Clients;
import java.util.HashMap;
import java.util.Map;

/**
 * The connections that inserts go over. When one of them proves dead, the next insert gets a fresh one, and those that others
 * are using live on until they are done. Thread-safe.
 */
public final class InsertConnections implements AutoCloseable {
    private final ClickHouseSettings settings;
    /** How many inserts use each. */
    private final Map<Client, Integer> users = new HashMap<>();

    private Client newest;
    private boolean closed;

    public InsertConnections(ClickHouseSettings settings) {
        this.settings = settings;
        this.newest = Clients.inserts(settings);
    }

    /** For one insert; given back after it. */
    public synchronized Client take() {
        users.merge(newest, 1, Integer::sum);
        return newest;
    }

    public synchronized void giveBack(Client client) {
        if (users.merge(client, -1, Integer::sum) == 0) {
            users.remove(client);
            if (client != newest) {
                client.close();
            }
        }
    }

    /** One of a client's connections was dead, so others may be. */
    public synchronized void suspect(Client client) {
        if (client == newest && !closed) {
            newest = Clients.inserts(settings);
        }
    }

    /** Breaks off all inserts under way. */
    public synchronized void abort() {
        suspect(newest);
        users.keySet().forEach(Client::close);
    }

    @Override
    public synchronized void close() {
        closed = true;
        users.keySet().forEach(Client::close);
        newest.close();
    }
}
