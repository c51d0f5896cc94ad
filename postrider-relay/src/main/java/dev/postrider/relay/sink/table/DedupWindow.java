package dev.postrider.relay.sink.table;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.server.TableEngine;
import dev.postrider.relay.sql.SqlFile;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the event log still remembers a block that was sent some time ago, so that it drops a repetition. Counts all blocks
 * that the table was given, whoever sent them. Thread-safe.
 *
 * @see <a href="https://clickhouse.com/docs/guides/developer/deduplicating-inserts-on-retries">Deduplicating inserts on retries</a>
 */
public final class DedupWindow {
    private static final String WINDOW = SqlFile.text(DedupWindow.class, "deduplication_window.sql");
    private static final Duration BETWEEN_MARKS = Duration.ofMinutes(1);
    private static final int MARKS = 240;
    private static final int READ_ONLY = 242;

    /** A block counts once for each partition it has rows of; parts may be merged away before they are counted. */
    private static final int SHARE = 2;

    private final Map<String, Object> table;
    private final Deque<Mark> marks = new ArrayDeque<>();

    /** How many blocks the table had been given at a moment; 0 if that is not known, which counts as more since. */
    private record Mark(long atNanos, long blocks) {}

    /** How much the table remembers now. */
    private record State(long window, Duration longest, long blocks) {
        /** It may have forgotten everything. */
        static final State NOT_KNOWN = new State(0, Duration.ZERO, 0);
    }

    public DedupWindow(ClickHouseSettings settings) {
        this.table = Map.of("database", settings.database(), "table", settings.table());
    }

    /**
     * Refuses replicas that remember nothing. Behind a balancer, or after a failover, nobody can tell whether another replica is still at
     * work on an insert; only the token makes sure that its events are not stored twice.
     *
     * @param table its parameters {@code database} and {@code table}
     */
    static void requireOnReplicas(Client client, Map<String, Object> table) throws UnfitTableException {
        for (GenericRecord row : client.queryAll(WINDOW, table)) {
            if (TableEngine.areReplicas(row.getString("engine")) && remembersNothing(row)) {
                String name = table.get("database") + "." + table.get("table");
                throw new UnfitTableException(
                        "the replica of " + name
                                + " that answers remembers no inserts: an insert whose reply is lost may be"
                                + " stored twice",
                        "ALTER TABLE " + name + " MODIFY SETTING " + TableEngine.REPLICATED_DEDUPLICATION
                                + " on every replica, as each has settings of its own");
            }
        }
    }

    private static boolean remembersNothing(GenericRecord row) {
        return setting(row, "replicated_deduplication_window", "replicated") == 0
                || setting(row, "replicated_deduplication_window_seconds", "seconds") == 0;
    }

    /** Notes how many blocks there are, if it was not noted lately. */
    public synchronized void mark(Client client) {
        if (!isMarkedLately()) {
            if (marks.size() == MARKS) {
                marks.removeFirst();
            }
            long now = System.nanoTime();
            marks.addLast(new Mark(now, blocks(client)));
        }
    }

    /** Whether there is no need to note it now. */
    public synchronized boolean isMarkedLately() {
        Mark last = marks.peekLast();
        return last != null && System.nanoTime() - last.atNanos() <= BETWEEN_MARKS.toNanos();
    }

    private long blocks(Client client) {
        try {
            return state(client).blocks();
        } catch (SinkException e) {
            return State.NOT_KNOWN.blocks();
        }
    }

    /**
     * Whether a block that was first sent no earlier than that moment is certainly remembered.
     *
     * @throws SinkException if nobody can say, as the replicas' Keeper is away
     */
    public synchronized boolean covers(long nanos, Client client) throws SinkException {
        Mark before = null;
        for (Mark mark : marks) {
            if (mark.atNanos() - nanos <= 0) {
                before = mark;
            }
        }
        if (before == null) {
            return false;
        }
        State now = state(client);
        return now.blocks() >= before.blocks()
                && (now.blocks() - before.blocks()) * SHARE < now.window()
                && System.nanoTime() - nanos < now.longest().toNanos() / SHARE;
    }

    private State state(Client client) throws SinkException {
        for (GenericRecord row : client.queryAll(WINDOW, table)) {
            if (TableEngine.areReplicas(row.getString("engine"))) {
                return stateOnReplicas(row, entries(client));
            }
            return new State(
                    setting(row, "non_replicated_deduplication_window", "plain"),
                    Duration.ofDays(365),
                    row.getLong("highest"));
        }
        return State.NOT_KNOWN;
    }

    private static State stateOnReplicas(GenericRecord row, long entries) {
        return entries == 0
                ? State.NOT_KNOWN
                : new State(
                        setting(row, "replicated_deduplication_window", "replicated"),
                        Duration.ofSeconds(setting(row, "replicated_deduplication_window_seconds", "seconds")),
                        entries);
    }

    /** Of the replicas' common log: at least one for each part that any of them was given. */
    private long entries(Client client) throws SinkException {
        long entries = 0;
        for (GenericRecord row : client.queryAll(ReplicaStatus.SQL, table)) {
            ReplicaStatus replica = ReplicaStatus.of(row);
            if (!replica.trouble().isEmpty()) {
                throw SinkException.notNow(
                        "what the event log remembers is not known: replica " + replica.name() + ": "
                                + replica.trouble(),
                        READ_ONLY);
            }
            entries = replica.newest();
        }
        return entries;
    }

    private static long setting(GenericRecord row, String name, String byDefault) {
        Matcher found =
                Pattern.compile("(?<![a-z_])" + name + "\\s*=\\s*(\\d+)").matcher(row.getString("engine_full"));
        return found.find() ? Long.parseLong(found.group(1)) : row.getLong(byDefault);
    }
}
