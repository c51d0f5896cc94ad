package dev.postrider.relay.delivery;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers that the event log took rows as it was then, so that a lone refused event can be told from a table that refuses
 * everything. Thread-safe.
 */
public final class TableHistory {
    private volatile String prepared = "";
    private volatile @Nullable String accepted;
    private volatile long acceptedBeganNanos;
    /** By batch number. Kept from term to term: in a later one the batches behind need not be sent again, and show nothing. */
    private final Map<Long, Refusal> firstRefusals = new ConcurrentHashMap<>();

    /** When the event log first refused something of a batch, in a send that began then, and what it was like. */
    record Refusal(String definition, long beganNanos, long atNanos) {}

    /**
     * A term begins.
     *
     * @param definition the event log as it is now
     * @param acceptedBefore the event log as it was when it last took rows, as far as the ledger knows
     */
    public void begin(String definition, @Nullable String acceptedBefore) {
        prepared = definition;
        if (accepted == null) {
            accepted = acceptedBefore;
        }
    }

    /** The event log is like this now. */
    void isNow(String definition) {
        prepared = definition;
    }

    /**
     * The event log took rows.
     *
     * @param beganNanos when their send began: it says nothing about a table that was altered after that
     */
    synchronized void accepts(long beganNanos) {
        if (accepted == null || beganNanos - acceptedBeganNanos > 0) {
            acceptedBeganNanos = beganNanos;
        }
        accepted = prepared;
    }

    /** The event log as it was when it last took rows. */
    @Nullable
    String accepted() {
        return accepted;
    }

    /** Whether the event log took rows as it is now, at some time. */
    boolean tookRowsAs(String definition) {
        return definition.equals(accepted);
    }

    /**
     * Whether the event log took other rows after that refusal; or, as it was then, in a send that began later than the refused
     * one: of batches that are sent together, the good one may be through first.
     */
    synchronized boolean tookRowsSince(Refusal refusal) {
        return accepted != null
                && (acceptedBeganNanos - refusal.atNanos() > 0
                        || (refusal.definition().equals(accepted) && acceptedBeganNanos - refusal.beganNanos() > 0));
    }

    /** When the event log first refused something of a batch, as far as that counts; null if it did not. */
    @Nullable
    Refusal firstRefusal(long batchNo) {
        return firstRefusals.get(batchNo);
    }

    /** From now on that is the batch's first refusal. */
    void refuses(long batchNo, Refusal refusal) {
        firstRefusals.put(batchNo, refusal);
    }

    /** The batch has an outcome. */
    void forget(long batchNo) {
        firstRefusals.remove(batchNo);
    }
}
