package dev.postrider.relay.sink.table;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import dev.postrider.relay.sink.server.ClickHouseSettings;
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

    /** Notes how many blocks there are, if it was not noted lately. */
    public synchronized void mark(Client client) {
        if (!isMarkedLately()) {
            if (marks.size() == MARKS) {
                marks.removeFirst();
            }
            long now = System.nanoTime();
            marks.addLast(new Mark(now, state(client).blocks()));
        }
    }

    /** Whether there is no need to note it now. */
    public synchronized boolean isMarkedLately() {
        Mark last = marks.peekLast();
        return last != null && System.nanoTime() - last.atNanos() <= BETWEEN_MARKS.toNanos();
    }

    /** Whether a block that was first sent no earlier than that moment is certainly remembered. */
    public synchronized boolean covers(long nanos, Client client) {
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

    private State state(Client client) {
        for (GenericRecord row : client.queryAll(WINDOW, table)) {
            String engine = row.getString("engine");
            String settings = row.getString("engine_full");
            if (TableEngine.areReplicas(engine) && row.getLong("log_entries") == 0) {
                return State.NOT_KNOWN;
            }
            if (TableEngine.areReplicas(engine)) {
                return new State(
                        setting(settings, "replicated_deduplication_window", row.getLong("replicated")),
                        Duration.ofSeconds(
                                setting(settings, "replicated_deduplication_window_seconds", row.getLong("seconds"))),
                        row.getLong("log_entries"));
            }
            return new State(
                    setting(settings, "non_replicated_deduplication_window", row.getLong("plain")),
                    Duration.ofDays(365),
                    row.getLong("highest"));
        }
        return State.NOT_KNOWN;
    }

    private static long setting(String engine, String name, long byDefault) {
        Matcher found =
                Pattern.compile("(?<![a-z_])" + name + "\\s*=\\s*(\\d+)").matcher(engine);
        return found.find() ? Long.parseLong(found.group(1)) : byDefault;
    }
}
