package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.Division;
import dev.postrider.relay.batch.PartitionBound;
import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.delivery.TableHistory.Refusal;
import dev.postrider.relay.divide.Part;
import dev.postrider.relay.divide.PartSender;
import dev.postrider.relay.divide.Periods;
import dev.postrider.relay.divide.Sifting;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.trace.InsertTrace;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * Brings one batch into the sink, or what goes to one shard of it, each event once or, if the sink certainly refuses it, among the
 * refused. Goes on until that is so, or the line ends. For one thread.
 *
 * <table>
 * <caption>The states of a batch</caption>
 * <tr><th>state</th><th>what is done</th><th>what follows</th></tr>
 * <tr><td>an earlier term may have sent it</td><td>waits for the end of earlier inserts, asks which rows are stored</td>
 *   <td>sending the rest</td></tr>
 * <tr><td>an earlier term stored some of it, and views take what the event log is given</td>
 *   <td>where the event log certainly drops what it has, sends the whole again</td><td>sending the rest</td></tr>
 * <tr><td>sending a part</td><td>confirms the lease, inserts under the part's token</td>
 *   <td>stored: the next part. Unavailable: the same again. Unknown: in doubt. Refused: divided, down to single rows. Too
 *   large, twice: in doubt, then divided</td></tr>
 * <tr><td>in doubt</td><td>waits for the end of the insert; where the sink has forgotten its token, asks which rows are
 *   stored</td><td>sending what is not stored, under the same token</td></tr>
 * <tr><td>all that was tried is refused</td><td>waits, and lets later batches past</td>
 *   <td>the table took other rows: it is the events. Else everything is tried again</td></tr>
 * <tr><td>each row is stored or refused</td><td>asks whether the table is as it was when it refused</td>
 *   <td>it is: done. Else the refused rows are tried again</td></tr>
 * </table>
 */
final class BatchSending implements PartSender<SQLException> {
    private static final int UNKNOWN_STATUS_OF_INSERT = 319;
    private static final String LOST =
            "the replicas drop the batch as one that they have, and have lost some of it, with a replica's data"
                    + " perhaps: it is sent again until they take it. If that replica does not come back, let all replicas forget the batch: ALTER"
                    + " TABLE … MODIFY SETTING replicated_deduplication_window_seconds = 1 on each, until it is delivered, and the former value"
                    + " then";

    private final Slice slice;
    private final Sink sink;
    private final Ledger ledger;
    private final RetryLoop retry;
    private final Doubt doubt;
    private final TableVerdict verdict;
    private final RefusedRows refused;
    private List<Division> divisions;

    BatchSending(Slice slice, Sink sink, Ledger ledger, RetryLoop retry, Doubt doubt, TableVerdict verdict) {
        this.slice = slice;
        this.sink = sink;
        this.ledger = ledger;
        this.retry = retry;
        this.doubt = doubt;
        this.verdict = verdict;
        this.refused = new RefusedRows(slice);
        this.divisions = new ArrayList<>(slice.divisions());
    }

    /** Gives what is refused of the batch; all else is stored then. */
    List<RefusedEvent> run() throws SQLException {
        doubt.settlePast(all());
        if (doubt.viewsMayLack()) {
            sendAgainForTheViews();
        }
        while (!everyRowHasAnOutcome()) {
            forgetParts();
            awaitProof();
        }
        confirmRefusals();
        verdict.forget();
        retry.setsAside(0, "");
        return refused.events();
    }

    /** The event log drops the whole, or stores what it lacks of it; each view on it takes what it was not given. */
    private void sendAgainForTheViews() throws SQLException {
        int timesTooLarge = 0;
        while (timesTooLarge < 2 && doubt.isRemembered()) {
            SendOutcome outcome = attempt(Part.whole(rows()), all(), true);
            if (outcome instanceof SendOutcome.Stored) {
                doubt.storedNow(all());
                return;
            }
            if (outcome instanceof SendOutcome.Refused) {
                // then the rest of it is sent as if there were no views
                return;
            }
            retry.failed((SendOutcome.Failed) outcome);
            if (outcome instanceof SendOutcome.Unknown unknown) {
                doubt.settle(all());
                timesTooLarge += unknown.isTooLarge() ? 1 : 0;
            }
        }
    }

    /** Until it is time to try again, or the sink has taken others: then it is the events of this batch. */
    private void awaitProof() {
        Refusal first = verdict.first();
        retry.refusedWhole(refused.ofAll(), () -> verdict.tookOthersSince(first));
    }

    private boolean everyRowHasAnOutcome() throws SQLException {
        verdict.forgetIfAltered();
        if (refused.allAreUnfit()) {
            verdict.refuses();
            return isTheEvents();
        }
        divideWhatReachesTooManyPartitions();
        // Another choice of rows to probe in each round; the same for whoever repeats the round is not needed.
        Sifting<SQLException> sifting = new Sifting<>(this, divisions, doubt.canTell(), new Random());
        refused.forgetWhatSinkRefused();
        return sifting.run();
    }

    /** Before anything of it is sent: what was sent whole once may be stored under the token of the whole. */
    private void divideWhatReachesTooManyPartitions() throws SQLException {
        PartitionBound bound = sink.partitionBound();
        if (bound != null
                && !doubt.maybeStored()
                && divisions.isEmpty()
                && Periods.areMoreThan(bound.most(), bound.way(), this)) {
            divide(List.of(new Division(List.of(1), bound.way(), bound.most())));
        }
    }

    /** If nothing was stored, nothing has to be remembered: once the table is mended, the batch goes whole. */
    private void forgetParts() throws SQLException {
        if (doubt.nothingIsStored() && !divisions.isEmpty()) {
            divisions = new ArrayList<>();
            ledger.forgetDivisions(slice.plan(), slice.shard());
        }
    }

    @Override
    public void divide(List<Division> more) throws SQLException {
        ledger.divide(slice.plan(), slice.shard(), divisions.size() + 1, more);
        divisions.addAll(more);
    }

    @Override
    public BitSet rows() {
        return slice.rows();
    }

    @Override
    public BitSet alike(int row) {
        return slice.buffer().alike(row);
    }

    @Override
    public long time(int row) {
        return slice.time(row);
    }

    @Override
    public Answer send(Part part) throws SQLException {
        BitSet rows = part.rowSet();
        rows.andNot(refused.unfit());
        boolean doubtful = doubt.pastIsUnclear();
        boolean tried = false;
        int timesTooLarge = 0;
        while (true) {
            rows.andNot(doubt.stored());
            if (rows.isEmpty()) {
                return isUnfit(part) ? Answer.REFUSED : tried ? Answer.STORED : Answer.NOTHING;
            }
            SendOutcome outcome = attempt(part, rows, doubtful);
            tried = true;
            if (outcome instanceof SendOutcome.Stored) {
                doubt.storedNow(rows);
                leaveOutWhatCameWithTheWhole(part);
                return Answer.STORED;
            }
            if (outcome instanceof SendOutcome.Refused refusal) {
                // A refusal says nothing about an earlier send whose outcome is not known.
                doubtful = doubtful && !doubt.ask(rows);
                if (rows.intersects(doubt.stored())) {
                    continue;
                }
                if (!doubtful || verdict.wasAlwaysRefused()) {
                    noteRefusal(part, refusal);
                    return Answer.REFUSED;
                }
            }
            retry.failed((SendOutcome.Failed) outcome);
            if (outcome instanceof SendOutcome.Unknown unknown) {
                doubtful = true;
                doubt.settle(rows);
                // Memory may have been short for a moment: not at the first time.
                if (unknown.isTooLarge() && timesTooLarge++ > 0 && isCertainlyToBeDivided(rows)) {
                    return Answer.TOO_LARGE;
                }
            }
        }
    }

    /**
     * A relay that was paused before its insert of the whole may have been first: then the sink dropped this part. From now on
     * it drops the whole.
     */
    private void leaveOutWhatCameWithTheWhole(Part part) {
        if (part.standsForMore()) {
            BitSet others = part.nameSet();
            others.andNot(refused.unfit());
            others.andNot(doubt.stored());
            if (!others.isEmpty()) {
                doubt.ask(others);
            }
        }
    }

    /** A sink that can't tell what it has is sent the same, for ever: parts have other tokens. */
    private boolean isCertainlyToBeDivided(BitSet rows) {
        boolean isKnown = doubt.ask(rows);
        rows.andNot(doubt.stored());
        return isKnown && rows.cardinality() > 1;
    }

    private boolean isUnfit(Part part) {
        return part.isSingle() && refused.unfit().get(part.first());
    }

    /** @param doubtful whether an earlier send of these rows in this term may have stored some */
    private SendOutcome attempt(Part part, BitSet rows, boolean doubtful) throws SQLException {
        verdict.sendBegins(!divisions.isEmpty());
        sink.look();
        retry.begins();
        InsertTrace trace = slice.delivery().trace().insert(rows.cardinality());
        SendPart sent = SendPart.of(slice, part, rows, refused.unfit(), this::isStillAtWork);
        SendOutcome outcome = sink.send(sent.in(trace.traceParent()));
        boolean mayBeRepeated = doubtful || slice.delivery().past().maybeStored();
        if (outcome instanceof SendOutcome.Stored && mayBeRepeated && doubt.isDroppedForWhatIsLost(rows)) {
            outcome = new SendOutcome.Unknown(UNKNOWN_STATUS_OF_INSERT, LOST);
        }
        trace.ended(outcome);
        retry.ended(part, rows.cardinality(), outcome);
        if (outcome instanceof SendOutcome.Stored) {
            verdict.accepts();
        }
        if (!(outcome instanceof SendOutcome.Refused || outcome instanceof SendOutcome.Unavailable)) {
            doubt.maybeStoredNow();
        }
        return outcome;
    }

    private void isStillAtWork(Duration since) {
        retry.waits("the insert of batch " + slice.batchNo() + " is still at work, for " + since.toSeconds()
                + " s; its outcome is not known yet, and the relay waits for it");
    }

    private void noteRefusal(Part part, SendOutcome.Refused refusal) {
        if (part.isSingle()) {
            refused.add(part.first(), refusal);
            retry.setsAside(refused.size(), refusal.reason());
        }
        verdict.refuses();
    }

    @Override
    public String fault(int row) {
        // Without the row's values: the code, and the constraint or column.
        return refused.of(row).reason();
    }

    @Override
    public void refusedTogether(Part part, int triedAlone) {
        BitSet rows = part.rowSet();
        rows.andNot(doubt.stored());
        String reason = refused.addGroup(rows, triedAlone).reason();
        retry.setsAside(refused.size(), reason);
    }

    private BitSet all() {
        BitSet rows = (BitSet) slice.rows().clone();
        rows.andNot(refused.unfit());
        return rows;
    }

    @Override
    public boolean isTheEvents() throws SQLException {
        return verdict.isTheEvents(!doubt.stored().isEmpty());
    }

    /**
     * A refusal counts under the event log as it is now. If it was changed meanwhile, the refused rows are tried again, and
     * only count as refused once it is known that the table takes rows as it is.
     */
    private void confirmRefusals() throws SQLException {
        Refusal first = verdict.first();
        boolean confirmed = first == null
                || refused.noneWasRefusedBySink()
                || (verdict.wasUnchangedUntil(first) && verdict.isUnchangedSince(first));
        while (!confirmed) {
            Refusal now = verdict.refusesNow();
            int before = doubt.stored().cardinality();
            boolean done = everyRowHasAnOutcome();
            boolean anyStored = doubt.stored().cardinality() > before;
            confirmed = done
                    && (refused.noneWasRefusedBySink()
                            || (verdict.isUnchangedSince(now) && (anyStored || isTheEvents())));
            if (!confirmed && !anyStored) {
                retry.failed(refused.ofAll());
            }
        }
    }
}
