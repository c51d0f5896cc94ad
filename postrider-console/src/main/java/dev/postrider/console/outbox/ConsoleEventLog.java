package dev.postrider.console.outbox;

import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.SeenServer;
import dev.postrider.relay.sink.Sinks;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.tools.servers.NamedServers;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The event log, for pages that ask it. Connects when it is asked first. Thread-safe; whoever makes it closes it. */
public final class ConsoleEventLog implements AutoCloseable {
    private final ClickHouseSettings settings;
    private @Nullable QueryableSink sink;

    /** Connects to nothing yet. */
    public ConsoleEventLog(ClickHouseSettings settings) {
        this.settings = settings;
    }

    /** The event log, in all its shards. */
    public EventLog get() {
        return sink().eventLog();
    }

    /** Where events are sent again. */
    public synchronized QueryableSink sink() {
        QueryableSink known = sink;
        if (known == null) {
            known = Sinks.create(settings);
            sink = known;
        }
        return known;
    }

    /** Where it is. */
    public ClickHouseSettings settings() {
        return settings;
    }

    /**
     * Whether several servers are named of a shard. One of them may still be at work on events that were sent again earlier, and would
     * store them twice: only the commands ask each of them before they send.
     */
    public boolean hasReplicas() {
        return settings.eachShard().stream().map(ClickHouseSettings::others).anyMatch(others -> !others.isEmpty());
    }

    /**
     * The servers of ClickHouse that have replicas, as they look from here, within two seconds; empty if none has.
     *
     * @param postgres the ledger, which says which replicas are proven
     */
    public List<SeenServer> seenServers(DataSource postgres) {
        List<ClickHouseSettings> shards = settings.eachShard();
        List<SeenServer> seen = new ArrayList<>();
        for (int shard = 0; shard < shards.size(); shard++) {
            if (!shards.get(shard).others().isEmpty()) {
                seen.addAll(
                        NamedServers.look(postgres, shards.get(shard), shard).seen());
            }
        }
        return seen;
    }

    @Override
    public synchronized void close() {
        if (sink != null) {
            sink.close();
            sink = null;
        }
    }
}
