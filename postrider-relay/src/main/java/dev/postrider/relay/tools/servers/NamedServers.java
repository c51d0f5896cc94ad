package dev.postrider.relay.tools.servers;

import dev.postrider.relay.ledger.EventLogRecord;
import dev.postrider.relay.sink.SeenServer;
import dev.postrider.relay.sink.ShardedSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The ClickHouse servers that are named for one shard, as they look from this process. A command asks the first one, and another one only
 * where the first can't be asked and the ledger has the other one as its replica. Immutable.
 */
public final class NamedServers {
    private final ClickHouseSettings settings;
    private final List<SeenServer> seen;

    private NamedServers(ClickHouseSettings settings, List<SeenServer> seen) {
        this.settings = settings;
        this.seen = List.copyOf(seen);
    }

    /**
     * Looks at all servers of a shard at once, for two seconds at the most.
     *
     * @param postgres with the ledger; where it can't be read, no server counts as proven
     * @param settings those of the shard
     * @param shard from 0
     */
    public static NamedServers look(DataSource postgres, ClickHouseSettings settings, int shard) {
        String accepted = ShardedSink.of(shard, accepted(postgres));
        List<ClickHouseSettings> each = settings.each();
        ExecutorService threads = Executors.newFixedThreadPool(each.size());
        try {
            List<CompletableFuture<SeenServer>> looks = each.stream()
                    .map(one -> CompletableFuture.supplyAsync(() -> SeenServer.look(one, accepted), threads))
                    .toList();
            return new NamedServers(
                    settings, looks.stream().map(CompletableFuture::join).toList());
        } finally {
            threads.shutdownNow();
        }
    }

    private static @Nullable String accepted(DataSource postgres) {
        try {
            return new EventLogRecord(postgres, 0).accepted();
        } catch (SQLException notKnown) {
            return null;
        }
    }

    /** Each, in the order in which they are named. */
    public List<SeenServer> seen() {
        return seen;
    }

    /** The first, or, where it can't be asked, the first of its proven replicas that can; the first, if there is none. */
    public SeenServer chosen() {
        SeenServer first = seen.get(0);
        return first.isWell()
                ? first
                : seen.stream()
                        .filter(server -> server.isWell() && server.isProven())
                        .findFirst()
                        .orElse(first);
    }

    /** The settings with {@link #chosen()} in the first place. */
    public ClickHouseSettings settings() {
        return settings.startingWith(seen.indexOf(chosen()));
    }
}
