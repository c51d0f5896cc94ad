package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.QueryIds;
import java.util.BitSet;
import java.util.Optional;

/**
 * Which rows of a slice the sink has stored, as far as that is known, and whether others may be: asks the sink before anything
 * is sent that may be a repetition. For one thread.
 */
final class Doubt {
    private final Slice slice;
    private final String queryIds;
    private final SinkQueries queries;
    private final BitSet stored = new BitSet();
    private boolean maybeStored;
    /** It is known what earlier terms have stored of it. */
    private boolean canTell = true;
    /** An earlier term may have stored some of it, and the sink neither remembers nor can tell. */
    private boolean pastIsUnclear;

    Doubt(Slice slice, SinkQueries queries) {
        this.slice = slice;
        this.queryIds = QueryIds.ofBatch(slice.delivery().outbox(), slice.batchNo());
        this.queries = queries;
        this.maybeStored = slice.delivery().past().maybeStored();
    }

    /**
     * Finds out what earlier terms have stored, as far as the sink can tell.
     *
     * @param rows all that may be sent
     */
    void settlePast(BitSet rows) {
        if (maybeStored) {
            awaitEarlierInserts();
            // Asked even if it is remembered: what was left out of an earlier send is not known any more.
            canTell = ask(rows);
            pastIsUnclear = !canTell && !isRemembered();
        }
    }

    /**
     * Whether something of it is stored and may not have reached the views on the event log, and it is certain that the event log
     * drops the whole: all that is stored of it came under its own token.
     */
    boolean viewsMayLack() {
        return !stored.isEmpty() && slice.divisions().isEmpty() && queries.viewsDropRepetitions() && isRemembered();
    }

    /** Known to be stored. */
    BitSet stored() {
        return stored;
    }

    /** Whether some of it may be stored, known or not. */
    boolean maybeStored() {
        return maybeStored;
    }

    boolean nothingIsStored() {
        return !maybeStored && stored.isEmpty();
    }

    boolean canTell() {
        return canTell;
    }

    boolean pastIsUnclear() {
        return pastIsUnclear;
    }

    /** A send ended otherwise than with a refusal, or before it reached the sink. */
    void maybeStoredNow() {
        maybeStored = true;
    }

    void storedNow(BitSet rows) {
        stored.or(rows);
    }

    /**
     * The outcome of an insert of these rows is unknown: waits until it has ended. Rows that may be stored are not stored again:
     * the sink drops the same part, or those that it has are left out.
     */
    void settle(BitSet rows) {
        awaitEarlierInserts();
        if (!isRemembered()) {
            ask(rows);
        }
    }

    /** An answer is the last word only when no earlier insert is at work any more. */
    private void awaitEarlierInserts() {
        queries.awaitEarlierInserts(queryIds);
    }

    /** Asks which of the rows are stored; false if the sink can't tell. */
    boolean ask(BitSet rows) {
        Optional<BitSet> answer = queries.stored(rows);
        answer.ifPresent(stored::or);
        return answer.isPresent();
    }

    /**
     * Whether the sink has dropped these rows as a repetition of what it has lost since: a replica's disk, with a part that no other replica
     * had fetched. Asked of a replica that has everything; where the sink can't tell, its word is taken.
     */
    boolean isDroppedForWhatIsLost(BitSet rows) {
        return queries.hasLost(rows);
    }

    /** Whether the sink drops any repetition of this batch: no send of it was earlier than its plan. */
    boolean isRemembered() {
        return queries.remembers(slice.delivery().past().plannedNanos()) || queries.remembersSinceMark();
    }
}
