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
import org.jspecify.annotations.Nullable;

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

    /** What the table was at a moment. */
    private record Mark(long atNanos, State state) {}

    /**
     * How much the table remembers.
     *
     * @param table which table it is; empty if that is not known
     * @param blocks how many it was ever given; 0 if that is not known, which counts as more since
     */
    private record State(String table, long window, Duration longest, long blocks) {
        /** It may have forgotten everything. */
        static final State NOT_KNOWN = new State("", 0, Duration.ZERO, 0);

        private static final Pattern TEXT = Pattern.compile("(\\S+) (\\d{1,18}) (\\d{1,18})");

        /** As it is kept with a plan. */
        String text() {
            return table.isEmpty() ? "" : table + " " + window + " " + blocks;
        }

        static State of(String text, Duration longest) {
            Matcher kept = TEXT.matcher(text);
            return kept.matches()
                    ? new State(kept.group(1), Long.parseLong(kept.group(2)), longest, Long.parseLong(kept.group(3)))
                    : NOT_KNOWN;
        }

        /** Whether it still has what it was given after an earlier state, so long ago, where it remembers so many blocks. */
        boolean remembersSince(State before, long nanos, long blocksRemembered) {
            return (before.equals(NOT_KNOWN) || table.equals(before.table))
                    && blocks >= before.blocks
                    && (blocks - before.blocks) * SHARE < blocksRemembered
                    && nanos < longest.toNanos() / SHARE;
        }
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
    public void mark(Client client) {
        if (!isMarkedLately()) {
            long now = System.nanoTime();
            // Without the lock: a server that does not answer must not keep others from what is known.
            add(new Mark(now, stateIfKnown(client)));
        }
    }

    private synchronized void add(Mark mark) {
        Mark last = marks.peekLast();
        if (last != null && last.atNanos() - mark.atNanos() > 0) {
            // Another thread was quicker; marks are in order.
            return;
        }
        if (marks.size() == MARKS) {
            marks.removeFirst();
        }
        marks.addLast(mark);
    }

    /** Whether there is no need to note it now. */
    public synchronized boolean isMarkedLately() {
        Mark last = marks.peekLast();
        return last != null && System.nanoTime() - last.atNanos() <= BETWEEN_MARKS.toNanos();
    }

    private State stateIfKnown(Client client) {
        try {
            return state(client);
        } catch (SinkException e) {
            return State.NOT_KNOWN;
        }
    }

    /**
     * Whether a block that was first sent no earlier than that moment is certainly remembered.
     *
     * @throws SinkException if nobody can say, as the replicas' Keeper is away
     */
    public boolean covers(long nanos, Client client) throws SinkException {
        Mark before = lastBefore(nanos);
        if (before == null) {
            return false;
        }
        State now = state(client);
        return now.remembersSince(before.state(), System.nanoTime() - nanos, now.window());
    }

    private synchronized @Nullable Mark lastBefore(long nanos) {
        Mark before = null;
        for (Mark mark : marks) {
            if (mark.atNanos() - nanos <= 0) {
                before = mark;
            }
        }
        return before;
    }

    /** What the table was when it was last noted, as a text to keep; empty if that is not known. Asks nothing. */
    public synchronized String lastMark() {
        Mark last = marks.peekLast();
        return last == null ? "" : last.state().text();
    }

    /**
     * Whether a block is certainly remembered that was first sent after a mark was made, by whatever process.
     *
     * @param mark from {@link #lastMark}
     * @param since how long ago at the most it was sent
     * @throws SinkException if nobody can say, as the replicas' Keeper is away
     */
    public boolean covers(String mark, Duration since, Client client) throws SinkException {
        State now = state(client);
        State then = State.of(mark, now.longest());
        return !then.equals(State.NOT_KNOWN)
                && !now.table().isEmpty()
                && now.remembersSince(then, since.toNanos(), Math.min(then.window(), now.window()));
    }

    private State state(Client client) throws SinkException {
        for (GenericRecord row : client.queryAll(WINDOW, table)) {
            if (TableEngine.areReplicas(row.getString("engine"))) {
                return stateOnReplicas(row, client);
            }
            return new State(
                    row.getString("uuid"),
                    setting(row, "non_replicated_deduplication_window", "plain"),
                    Duration.ofDays(365),
                    row.getLong("highest"));
        }
        return State.NOT_KNOWN;
    }

    /** By the replicas' common log: it has at least one entry for each part that any of them was given. */
    private State stateOnReplicas(GenericRecord row, Client client) throws SinkException {
        State state = State.NOT_KNOWN;
        for (GenericRecord answer : client.queryAll(ReplicaStatus.SQL, table)) {
            ReplicaStatus replica = ReplicaStatus.of(answer);
            if (!replica.trouble().isEmpty()) {
                throw SinkException.notNow(
                        "what the event log remembers is not known: replica " + replica.name() + ": "
                                + replica.trouble(),
                        READ_ONLY);
            }
            state = replica.newest() == 0
                    ? State.NOT_KNOWN
                    : new State(
                            replica.path().replace(' ', '_'),
                            setting(row, "replicated_deduplication_window", "replicated"),
                            Duration.ofSeconds(setting(row, "replicated_deduplication_window_seconds", "seconds")),
                            replica.newest());
        }
        return state;
    }

    private static long setting(GenericRecord row, String name, String byDefault) {
        Matcher found =
                Pattern.compile("(?<![a-z_])" + name + "\\s*=\\s*(\\d+)").matcher(row.getString("engine_full"));
        return found.find() ? Long.parseLong(found.group(1)) : row.getLong(byDefault);
    }
}
