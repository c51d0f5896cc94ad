package dev.postrider.relay.maintenance;

import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.OutageRecord;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.status.RelayStatus;
import dev.postrider.relay.status.StatusBoard;
import dev.postrider.relay.threads.RelayClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the relay's outage where the status of another process finds it: written when it begins, when it shows another face, and
 * once a minute while it lasts; taken away when delivery works. Costs nothing as long as all is well. For one thread.
 */
final class OutageRecorder {
    private static final Duration CHECK_EVERY = Duration.ofMillis(500);
    private static final Duration TELL_AGAIN = Duration.ofMinutes(1);

    private final OutageRecord record;
    private final StatusBoard board;
    private final RelayClock clock;
    private @Nullable Outage told;
    private Instant toldAt = Instant.MIN;
    /** The term in which this relay found, or made sure, that nothing is told. */
    private long clearUnderFence = -1;

    private @Nullable RelayStatus kept;

    OutageRecorder(OutageRecord record, StatusBoard board, RelayClock clock) {
        this.record = record;
        this.board = board;
        this.clock = clock;
    }

    /** Writes what has changed; gives the time until the next look. */
    Duration keep() throws SQLException {
        RelayStatus now = board.status();
        Outage outage = now.outage();
        if (outage != null) {
            tell(outage);
        } else if (told != null || (now.state() == RelayState.ACTIVE && now.fence() != clearUnderFence)) {
            record.clear();
            told = null;
            clearUnderFence = now.fence();
        }
        kept = now;
        return CHECK_EVERY;
    }

    /** What PostgreSQL knows now of this relay's outage and term; null if it was told nothing yet. */
    @Nullable
    RelayStatus kept() {
        return kept;
    }

    private void tell(Outage outage) throws SQLException {
        Instant now = clock.instant();
        if (told != null && showsTheSameFace(told, outage) && now.isBefore(toldAt.plus(TELL_AGAIN))) {
            return;
        }
        record.tell(new OutageRecord.Entry(
                outage.where(),
                outage.kind(),
                outage.code(),
                outage.reason(),
                Duration.between(outage.since(), now),
                outage.attempts()));
        told = outage;
        toldAt = now;
        clearUnderFence = -1;
    }

    private static boolean showsTheSameFace(Outage one, Outage other) {
        return one.since().equals(other.since())
                && one.where() == other.where()
                && one.kind() == other.kind()
                && one.code().equals(other.code());
    }
}
