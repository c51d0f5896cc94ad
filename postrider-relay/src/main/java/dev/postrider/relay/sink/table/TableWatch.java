package dev.postrider.relay.sink.table;

import dev.postrider.relay.sink.server.Queries;
import dev.postrider.relay.sink.server.SinkException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the event log's columns now and then while rows are written: of a column that was added since, without a default,
 * ClickHouse says nothing, and fills it with a value that nobody gave. Thread-safe.
 */
public final class TableWatch {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final EventLogTable table;
    private final Queries queries;
    private final AtomicLong lookedNanos = new AtomicLong();
    private volatile @Nullable String unfit;

    public TableWatch(EventLogTable table, Queries queries) {
        this.table = table;
        this.queries = queries;
    }

    /** The table was looked at now, and is fit. */
    public void looked() {
        lookedNanos.set(System.nanoTime());
        unfit = null;
    }

    /** Why no rows may be written to the table, as far as is known; null if they may. */
    @Nullable
    public String unfit() {
        return unfit;
    }

    /** Looks whether rows may be written, if the last look is long ago. */
    public void look() {
        long last = lookedNanos.get();
        long now = System.nanoTime();
        // one of several senders looks; a table that is unfit is looked at before each attempt
        if ((unfit != null || now - last > BETWEEN_LOOKS.toNanos()) && lookedNanos.compareAndSet(last, now)) {
            try {
                unfit = queries.ask(client -> Optional.ofNullable(table.unfit(client)))
                        .orElse(null);
            } catch (SinkException e) {
                // A server that can't be asked is found out by the insert itself; what was known stands.
                return;
            }
        }
    }
}
