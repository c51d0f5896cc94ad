package dev.postrider.relay.delivery;

import dev.postrider.relay.delivery.TableHistory.Refusal;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.threads.RelayClock;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a refusal is the fault of the events or of the table: of the events only if the table, as it is now, takes
 * other rows. For one slice and one thread.
 */
final class TableVerdict {
    /** So few events may all be bad, in a table that takes others. */
    private static final int ALL_MAY_BE_BAD = 10;

    private final Slice slice;
    private final Ledger ledger;
    private final TableHistory history;
    private final SinkQueries queries;
    private final RelayClock clock;

    /** When the newest send began. */
    private long sendBeganNanos;
    /** What the event log was like before the first part was sent. */
    private @Nullable String definitionBefore;

    TableVerdict(Slice slice, Ledger ledger, TableHistory history, SinkQueries queries, RelayClock clock) {
        this.slice = slice;
        this.ledger = ledger;
        this.history = history;
        this.queries = queries;
        this.clock = clock;
        this.sendBeganNanos = clock.nanos();
    }

    /** A send begins: of the whole batch, or of a part of a divided one. */
    void sendBegins(boolean isDivided) {
        sendBeganNanos = clock.nanos();
        if (isDivided && definitionBefore == null) {
            definitionBefore = definition();
        }
    }

    /** The table took the rows of the newest send. */
    void accepts() {
        history.accepts(sendBeganNanos);
    }

    /** The table refused something in the newest send. */
    void refuses() {
        if (first() == null) {
            refusal(sendBeganNanos);
        }
    }

    /** Counts from now on as the batch's first refusal. */
    Refusal refusesNow() {
        return refusal(clock.nanos());
    }

    private Refusal refusal(long beganNanos) {
        Refusal refusal = new Refusal(definition(), beganNanos, clock.nanos());
        history.refuses(slice.batchNo(), refusal);
        return refusal;
    }

    /** The batch's first refusal that counts; null if there was none. */
    @Nullable
    Refusal first() {
        return history.firstRefusal(slice.batchNo());
    }

    void forget() {
        history.forget(slice.batchNo());
    }

    /** A refusal by a table that was altered since says nothing. */
    void forgetIfAltered() {
        Refusal first = first();
        if (first != null && !isUnchangedSince(first)) {
            forget();
        }
    }

    boolean tookOthersSince(@Nullable Refusal refusal) {
        return refusal != null && history.tookRowsSince(refusal);
    }

    /** A table that can't be asked, but has taken rows as it is now, did not take these before either. */
    boolean wasAlwaysRefused() {
        return history.tookRowsAs(definition());
    }

    /**
     * Whether it is the events, if all of the batch that was tried is refused.
     *
     * @param someAreStored whether an earlier term stored some of the batch
     */
    boolean isTheEvents(boolean someAreStored) throws SQLException {
        if (ledger.mayBeRefusedWhole(slice.plan())) {
            return true;
        }
        String now = definition();
        Refusal first = first();
        boolean tookOthers = first != null && first.definition().equals(now) && history.tookRowsSince(first);
        // Few may all be bad, and so may what is left of a batch of which an earlier term stored the rest.
        return tookOthers || ((slice.count() <= ALL_MAY_BE_BAD || someAreStored) && history.tookRowsAs(now));
    }

    /** Parts that were stored before the event log was altered say nothing about what it takes since. */
    boolean wasUnchangedUntil(Refusal refusal) {
        return definitionBefore == null || definitionBefore.equals(refusal.definition());
    }

    boolean isUnchangedSince(Refusal refusal) {
        return refusal.definition().equals(definition());
    }

    private String definition() {
        String now = queries.definition();
        history.isNow(now);
        return now;
    }
}
