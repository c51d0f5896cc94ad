package dev.postrider.relay.maintenance;

import dev.postrider.relay.budget.OutboxSpace;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.status.HistoryEntry;
import dev.postrider.relay.status.HistoryRecord;
import dev.postrider.relay.status.InsertTimes;
import dev.postrider.relay.status.LagWatch;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.RelayStatus;
import dev.postrider.relay.status.StatusBoard;
import dev.postrider.relay.threads.RelayClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes down how delivery stands: when an outage begins, shows another face or ends, when the relay becomes the active one, and once a
 * minute; every five minutes as long as there is nothing to do. For one thread.
 */
final class HistoryKeeper {
    private static final Duration CHECK_EVERY = Duration.ofMillis(500);
    private static final Duration TELL_EVERY = Duration.ofMinutes(1);

    /** A sign of life: whether a relay that says nothing has nothing to say or is gone, nobody could tell. */
    private static final Duration TELL_AT_REST_EVERY = Duration.ofMinutes(5);

    private final DataSource dataSource;
    private final HistoryRecord record;
    private final OutageRecorder outages;
    private final LagWatch lagWatch;
    private final StatusBoard board;
    private final RelayClock clock;
    private long lookedAtNanos;
    private long toldAtNanos;
    private @Nullable Face seen;
    private @Nullable HistoryEntry told;

    /** What is written down as soon as it changes. */
    private record Face(long fence, @Nullable String outage) {
        static Face of(RelayStatus status) {
            Outage outage = status.outage();
            return new Face(
                    status.fence(),
                    outage == null
                            ? null
                            : outage.where().text() + " " + outage.kind().text() + " " + outage.code());
        }
    }

    HistoryKeeper(
            DataSource dataSource,
            HistoryRecord record,
            OutageRecorder outages,
            LagWatch lagWatch,
            StatusBoard board,
            RelayClock clock) {
        this.dataSource = dataSource;
        this.record = record;
        this.outages = outages;
        this.lagWatch = lagWatch;
        this.board = board;
        this.clock = clock;
    }

    /** Writes down what there is to be told; gives the time until the next look. */
    Duration keep() throws SQLException {
        RelayStatus status = outages.kept();
        if (status == null) {
            return CHECK_EVERY;
        }
        // The state is read from PostgreSQL, which is told of an outage a moment after it begins or ends.
        Face face = Face.of(status);
        long now = clock.nanos();
        boolean isNews = !face.equals(seen);
        if (isNews || now - lookedAtNanos >= TELL_EVERY.toNanos()) {
            tell(isNews, now);
            seen = face;
            lookedAtNanos = now;
        }
        return CHECK_EVERY;
    }

    private void tell(boolean isNews, long now) throws SQLException {
        InsertTimes times = board.takeInsertTimes();
        boolean isKept = false;
        try {
            HistoryEntry entry = entry(times);
            boolean rests = entry.restsSince(told) && now - toldAtNanos < TELL_AT_REST_EVERY.toNanos();
            if (isNews || !rests) {
                // Of a relay whose word does not count nobody asks later what it had measured.
                told = record.append(entry) ? entry : null;
                isKept = true;
                toldAtNanos = now;
            }
        } finally {
            if (!isKept) {
                board.insertTimes(times);
            }
        }
    }

    private HistoryEntry entry(InsertTimes times) throws SQLException {
        try (Connection connection = Connections.reading(dataSource)) {
            return HistoryEntry.of(
                    OutboxStatus.read(connection, lagWatch),
                    OutboxSpace.read(connection).bytes(),
                    times);
        }
    }
}
