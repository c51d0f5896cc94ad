package dev.postrider.relay.maintenance;

import dev.postrider.relay.batch.TransactionWindow;
import dev.postrider.relay.settings.RelaySettings.Retention;
import java.time.Duration;

/**
 * How often the leaves are looked at. That costs PostgreSQL many times what it costs to ask how far transactions are, and on a quiet
 * database nothing comes of it: leaves become due as writers come nearer to them, or as what they hold becomes old enough. Not
 * thread-safe.
 */
final class LeafPace {
    /** So soon it is asked how far transactions are. */
    static final Duration BETWEEN_GLANCES = Duration.ofSeconds(5);

    /** So soon the leaves are looked at on the quietest database. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    /** Writers are two transaction windows away from a leaf when it becomes due before its time. */
    static final long TRANSACTIONS = TransactionWindow.SIZE / 8;

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** What is kept for so long is let go no later than a part of that after its time. */
    private static final int PART_OF_RETENTION = 10;

    private final Retention retention;
    private long lookedAtNanos;
    private long lookedAtTransaction;
    private boolean looked;

    LeafPace(Retention retention) {
        this.retention = retention;
    }

    /** Whether they are to be looked at now, and not only to be asked for how far transactions are. */
    boolean isDue(long nanos, long transaction) {
        return !looked
                || nanos - lookedAtNanos >= longest().toNanos()
                || Math.abs(transaction - lookedAtTransaction) >= TRANSACTIONS;
    }

    /** They were looked at, and none is to be emptied as soon as can be. */
    void looked(long nanos, long transaction) {
        lookedAtNanos = nanos;
        lookedAtTransaction = transaction;
        looked = true;
    }

    /** The next look is due at once. */
    void lookSoon() {
        looked = false;
    }

    /** How soon to come again. */
    Duration next() {
        return shorter(BETWEEN_GLANCES, longest());
    }

    private Duration longest() {
        Duration part = shorter(retention.delivered(), retention.longest()).dividedBy(PART_OF_RETENTION);
        return part.compareTo(SHORTEST) < 0 ? SHORTEST : shorter(part, LONGEST);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
