package dev.postrider.relay.status;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures the lag again and again. The ledger tells when its plans were made, and with which snapshots; whoever looks more
 * often remembers its own looks too, and so knows within one look when an event came. Thread-safe.
 */
public final class LagWatch {
    private static final String LAG = SqlFile.text(LagWatch.class, "lag.sql");

    /** Looks that are remembered; beyond, every second one is forgotten. */
    private static final int MOST_LOOKS = 256;

    private final LongSupplier nanoTime;
    private final List<Look> looks = new ArrayList<>();
    private @Nullable Long nothingWaitedAt;

    /** What could be seen at a moment. */
    private record Look(long nanos, Snapshot snapshot) {}

    /** Has not looked yet. */
    public LagWatch() {
        this(System::nanoTime);
    }

    /** As {@link #LagWatch()}, with a clock that only goes forward. */
    public LagWatch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Looks. Changes nothing; works in any transaction. */
    public synchronized Lag measure(Connection connection) throws SQLException {
        long now = nanoTime.getAsLong();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LAG)) {
            Lag longest = Lag.NONE;
            String snapshot = null;
            while (row.next()) {
                Lag byLedger = lag(length(row, 2), length(row, 3));
                longest = longest.or(sharpened(byLedger, Long.parseUnsignedLong(row.getString(1)), now));
                snapshot = row.getString(4);
            }
            if (snapshot == null) {
                nothingWaitedAt(now);
            } else {
                remember(new Look(now, Snapshot.parse(snapshot)));
            }
            return longest;
        }
    }

    /** Another has looked so long ago, and nothing waited. */
    public synchronized void nothingWaited(Duration ago) {
        nothingWaitedAt(nanoTime.getAsLong() - ago.toNanos());
    }

    private void nothingWaitedAt(long nanos) {
        looks.clear();
        nothingWaitedAt = nanos;
    }

    private void remember(Look look) {
        looks.add(look);
        if (looks.size() > MOST_LOOKS) {
            for (int i = looks.size() - 2; i > 0; i -= 2) {
                looks.remove(i);
            }
        }
    }

    private static Lag lag(@Nullable Duration atLeast, @Nullable Duration atMost) {
        return new Lag(true, atLeast == null ? Duration.ZERO : Lag.longer(atLeast, Duration.ZERO), atMost);
    }

    /** What was delivered or seen at a look could be seen then; what was not has come since. */
    private Lag sharpened(Lag byLedger, long txid, long now) {
        Duration atLeast = byLedger.atLeast();
        Duration atMost = byLedger.atMost();
        if (nothingWaitedAt != null) {
            atMost = shorter(atMost, Duration.ofNanos(now - nothingWaitedAt));
        }
        for (Look look : looks) {
            Duration ago = Duration.ofNanos(now - look.nanos());
            if (look.snapshot().sees(txid)) {
                atLeast = Lag.longer(atLeast, ago);
            } else {
                atMost = shorter(atMost, ago);
            }
        }
        // Two clocks tell: the bounds must not cross.
        return new Lag(true, atLeast, atMost == null ? null : Lag.longer(atLeast, atMost));
    }

    private static Duration shorter(@Nullable Duration one, Duration other) {
        return one == null || one.compareTo(other) > 0 ? other : one;
    }

    private static @Nullable Duration length(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : EventTime.length(micros);
    }
}
