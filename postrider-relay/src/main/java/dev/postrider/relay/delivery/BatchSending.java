package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.Division;
import dev.postrider.relay.batch.PartitionBound;
import dev.postrider.relay.batch.QueryIds;
import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.delivery.Delivery.Sent;
import dev.postrider.relay.delivery.TableHistory.Refusal;
import dev.postrider.relay.divide.Part;
import dev.postrider.relay.divide.Parts;
import dev.postrider.relay.divide.Periods;
import dev.postrider.relay.divide.Sifting;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.status.SendFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings one batch into the sink, each of its events once or, if the sink certainly refuses it, among the refused. Goes on
 * until that is so, or the line ends. For one thread.
 */
final class BatchSending implements Parts<SQLException> {
    /** So few events may all be bad, in a table that takes others. */
    private static final int ALL_MAY_BE_BAD = 10;

    private final Delivery delivery;
    private final Context context;
    private final RetryLoop insistence;
    private final SinkQueries questions;
    private final long began = System.nanoTime();
    /** No send of this batch was earlier. */
    private final long firstSent;

    private final TreeMap<Integer, SendOutcome.Refused> refusals = new TreeMap<>();
    private final BitSet stored = new BitSet();
    private final BitSet unfit = new BitSet();
    private List<Division> divisions;
    private boolean maybeStored;
    /** It is known what earlier terms have stored of it. */
    private boolean canTell = true;
    /** An earlier term may have stored some of it, and the sink neither remembers nor can tell. */
    private boolean pastIsUnclear;

    /** What the event log was like before the first part was sent. */
    private @Nullable String definitionBefore;

    private int sends;
    private long attemptBegan = began;
    private int overtakings;

    /**
     * What the batch is sent with.
     *
     * @param letOthersPast called when everything in the batch is refused; gives how often the line has let a batch past another
     */
    record Context(String outbox, Ledger ledger, TableHistory trust, RetryLoop.Line line, IntSupplier letOthersPast) {}

    BatchSending(Delivery delivery, Context context) {
        this.delivery = delivery;
        this.context = context;
        this.insistence = new RetryLoop(context.line());
        this.questions = new SinkQueries(context.line().sink(), context.outbox(), delivery, insistence, this::failure);
        this.divisions = new ArrayList<>(delivery.past().divisions());
        this.maybeStored = delivery.past().maybeStored();
        this.firstSent = delivery.past().plannedNanos();
        delivery.buffer().unfit().forEach((row, reason) -> {
            unfit.set(row);
            refusals.put(row, new SendOutcome.Refused(0, reason));
        });
    }

    Sent run() throws SQLException {
        if (maybeStored) {
            awaitEarlierInserts();
            // Asked even if it is remembered: what was left out of an earlier send is not known any more.
            canTell = askFor(all());
            pastIsUnclear = !canTell && !questions.remembers(firstSent);
        }
        while (!everyRowHasAnOutcome()) {
            forgetParts();
            awaitProof();
        }
        confirmRefusals();
        context.trust().forget(delivery.batchNo());
        context.line().board().setAside(delivery.batchNo(), 0, "");
        return new Sent(sends, Duration.ofNanos(System.nanoTime() - began), refusedEvents());
    }

    /** Until it is time to try again, or the sink has taken others: then it is the events of this batch. */
    private void awaitProof() {
        int before = overtakings;
        overtakings = context.letOthersPast().getAsInt();
        if (overtakings != before) {
            // As long as further batches come to be tried, looking anew at the sink would only begin all of them again.
            insistence.succeeded();
        }
        Refusal first = context.trust().firstRefusal(delivery.batchNo());
        insistence.failed(
                failure(everythingRefused()),
                () -> first != null && context.trust().tookRowsSince(first));
    }

    private boolean everyRowHasAnOutcome() throws SQLException {
        forgetWhatAnotherTableRefused();
        if (unfit.cardinality() == delivery.rows()) {
            noteFirstRefusal();
            return isSinkTrusted();
        }
        divideWhatReachesTooManyPartitions();
        // Another choice of rows to probe in each round; the same for whoever repeats the round is not needed.
        Sifting<SQLException> sifting = new Sifting<>(this, divisions, canTell, new Random());
        refusals.keySet().removeIf(row -> !unfit.get(row));
        return sifting.run();
    }

    /** Before anything of it is sent: what was sent whole once may be stored under the token of the whole. */
    private void divideWhatReachesTooManyPartitions() throws SQLException {
        PartitionBound bound = context.line().sink().partitionBound();
        if (bound != null
                && !maybeStored
                && divisions.isEmpty()
                && Periods.areMoreThan(bound.most(), bound.way(), this)) {
            divide(List.of(new Division(List.of(1), bound.way(), bound.most())));
        }
    }

    private void forgetWhatAnotherTableRefused() {
        Refusal first = context.trust().firstRefusal(delivery.batchNo());
        if (first != null && !first.definition().equals(definition())) {
            context.trust().forget(delivery.batchNo());
        }
    }

    private SendOutcome.Refused everythingRefused() {
        SendOutcome.Refused last = refusals.lastEntry().getValue();
        return new SendOutcome.Refused(
                last.code(),
                "every event of batch " + delivery.batchNo() + " that was tried is refused, so it is not the events: "
                        + last.reason());
    }

    /** If nothing was stored, nothing has to be remembered: once the table is mended, the batch goes whole. */
    private void forgetParts() throws SQLException {
        if (!maybeStored && stored.isEmpty() && !divisions.isEmpty()) {
            divisions = new ArrayList<>();
            context.ledger().forgetDivisions(delivery.plan());
        }
    }

    @Override
    public void divide(List<Division> more) throws SQLException {
        context.ledger().divide(delivery.plan(), divisions.size() + 1, more);
        divisions.addAll(more);
    }

    @Override
    public int rows() {
        return delivery.rows();
    }

    @Override
    public BitSet alike(int row) {
        return delivery.buffer().alike(row);
    }

    @Override
    public long time(int row) {
        return delivery.time(row);
    }

    @Override
    public Answer send(Part part) throws SQLException {
        BitSet rows = part.rowSet();
        rows.andNot(unfit);
        boolean doubtful = pastIsUnclear;
        boolean tried = false;
        int timesTooLarge = 0;
        while (true) {
            rows.andNot(stored);
            if (rows.isEmpty()) {
                return isUnfit(part) ? Answer.REFUSED : tried ? Answer.STORED : Answer.NOTHING;
            }
            SendOutcome outcome = attempt(part, rows);
            tried = true;
            if (outcome instanceof SendOutcome.Stored) {
                stored.or(rows);
                leaveOutWhatCameWithTheWhole(part);
                return Answer.STORED;
            }
            if (outcome instanceof SendOutcome.Refused refused) {
                // A refusal says nothing about an earlier send whose outcome is not known.
                doubtful = doubtful && !askFor(rows);
                if (rows.intersects(stored)) {
                    continue;
                }
                if (!doubtful || wasAlwaysRefused()) {
                    noteRefusal(part, refused);
                    return Answer.REFUSED;
                }
            }
            insistence.failed(failure((SendOutcome.Failed) outcome));
            if (outcome instanceof SendOutcome.Unknown unknown) {
                doubtful = true;
                awaitEarlierInserts();
                leaveOutWhatTheSinkMayRepeat(rows);
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
            others.andNot(unfit);
            others.andNot(stored);
            if (!others.isEmpty()) {
                askFor(others);
            }
        }
    }

    /** A sink that can't tell what it has is sent the same, for ever: parts have other tokens. */
    private boolean isCertainlyToBeDivided(BitSet rows) {
        boolean isKnown = askFor(rows);
        rows.andNot(stored);
        return isKnown && rows.cardinality() > 1;
    }

    private void awaitEarlierInserts() {
        questions.awaitEarlierInserts(QueryIds.ofBatch(context.outbox(), delivery.batchNo()));
    }

    private boolean isUnfit(Part part) {
        return part.isSingle() && unfit.get(part.first());
    }

    /** A table that can't be asked, but has taken rows as it is now, did not take these before either. */
    private boolean wasAlwaysRefused() {
        return context.trust().tookRowsAs(definition());
    }

    private SendOutcome attempt(Part part, BitSet rows) throws SQLException {
        attemptBegan = System.nanoTime();
        if (!divisions.isEmpty() && definitionBefore == null) {
            definitionBefore = definition();
        }
        context.line().sink().look();
        insistence.confirm();
        sends++;
        SendOutcome outcome = context.line().sink().send(part(part, rows));
        tell(outcome, rows.cardinality());
        if (outcome instanceof SendOutcome.Stored) {
            insistence.succeeded();
            context.trust().accepts(attemptBegan);
        }
        if (!(outcome instanceof SendOutcome.Refused || outcome instanceof SendOutcome.Unavailable)) {
            maybeStored = true;
        }
        return outcome;
    }

    private SendPart part(Part part, BitSet rows) {
        return SendPart.of(new SendPart.Sender(delivery, context.outbox(), this::isStillAtWork), part, rows, unfit);
    }

    private void isStillAtWork(Duration since) {
        insistence.waits("the insert of batch " + delivery.batchNo() + " is still at work, for " + since.toSeconds()
                + " s; its outcome is not known yet, and waited for");
    }

    private void tell(SendOutcome outcome, int rows) {
        context.line().board().tell(listener -> {
            if (outcome instanceof SendOutcome.Refused refused) {
                listener.sendRefused(delivery.batchNo(), rows, refused);
            } else if (outcome instanceof SendOutcome.Stored) {
                listener.sendStored(delivery.batchNo(), rows);
            }
        });
    }

    private SendFailure failure(SendOutcome.Failed outcome) {
        return new SendFailure(delivery.batchNo(), delivery.rows(), sends, outcome);
    }

    private void noteRefusal(Part part, SendOutcome.Refused refused) {
        if (part.isSingle()) {
            refusals.put(part.first(), refused);
            tellOfRefusals(refused.reason());
        }
        noteFirstRefusal();
    }

    @Override
    public String fault(int row) {
        // Without the row's values: the code, and the constraint or column.
        return refusal(row).reason();
    }

    private SendOutcome.Refused refusal(int row) {
        return Objects.requireNonNull(refusals.get(row), "the row was refused");
    }

    @Override
    public void refusedTogether(Part part, int triedAlone) {
        SendOutcome.Refused example = refusal(triedAlone);
        SendOutcome.Refused refused = new SendOutcome.Refused(
                example.code(), "refused as a group, not tried alone; others of its type: " + example.reason());
        BitSet rows = part.rowSet();
        rows.andNot(stored);
        rows.stream().forEach(row -> refusals.putIfAbsent(row, refused));
        tellOfRefusals(refused.reason());
    }

    private void tellOfRefusals(String reason) {
        context.line().board().setAside(delivery.batchNo(), refusals.size(), reason);
    }

    private void noteFirstRefusal() {
        if (context.trust().firstRefusal(delivery.batchNo()) == null) {
            refused(attemptBegan);
        }
    }

    private Refusal refused(long beganNanos) {
        Refusal refusal = new Refusal(definition(), beganNanos, System.nanoTime());
        context.trust().refuses(delivery.batchNo(), refusal);
        return refusal;
    }

    /** Rows that may be stored are not stored again: the sink drops the same part, or those that it holds are left out. */
    private void leaveOutWhatTheSinkMayRepeat(BitSet rows) {
        if (!questions.remembers(firstSent)) {
            askFor(rows);
        }
    }

    /** False if the sink can't tell. */
    private boolean askFor(BitSet rows) {
        Optional<BitSet> answer = questions.stored(rows);
        answer.ifPresent(stored::or);
        return answer.isPresent();
    }

    private BitSet all() {
        BitSet rows = new BitSet();
        rows.set(0, delivery.rows());
        rows.andNot(unfit);
        return rows;
    }

    @Override
    public boolean isSinkTrusted() throws SQLException {
        if (context.ledger().mayBeRefusedWhole(delivery.plan())) {
            return true;
        }
        String now = definition();
        Refusal first = context.trust().firstRefusal(delivery.batchNo());
        boolean tookOthersSince = first != null
                && first.definition().equals(now)
                && context.trust().tookRowsSince(first);
        // Few may all be bad, and so may what is left of a batch of which an earlier term stored the rest.
        return tookOthersSince
                || ((delivery.rows() <= ALL_MAY_BE_BAD || !stored.isEmpty())
                        && context.trust().tookRowsAs(now));
    }

    /**
     * A refusal counts under the event log as it is now. If it was changed meanwhile, the refused rows are tried again, and
     * only count as refused once it is known that the table takes rows as it is.
     */
    private void confirmRefusals() throws SQLException {
        Refusal first = context.trust().firstRefusal(delivery.batchNo());
        boolean confirmed = first == null || noneWasRefused() || (wasAsAt(first) && isAsAt(first));
        while (!confirmed) {
            Refusal now = refused(System.nanoTime());
            int before = stored.cardinality();
            boolean done = everyRowHasAnOutcome();
            boolean anyStored = stored.cardinality() > before;
            confirmed = done && (noneWasRefused() || (isAsAt(now) && (anyStored || isSinkTrusted())));
            if (!confirmed && !anyStored) {
                insistence.failed(failure(everythingRefused()));
            }
        }
    }

    private boolean noneWasRefused() {
        return refusals.size() == unfit.cardinality();
    }

    /** Parts that were stored before the event log was altered say nothing about what it takes since. */
    private boolean wasAsAt(Refusal refusal) {
        return definitionBefore == null || definitionBefore.equals(refusal.definition());
    }

    private String definition() {
        String now = questions.definition();
        context.trust().isNow(now);
        return now;
    }

    private boolean isAsAt(Refusal refusal) {
        return refusal.definition().equals(definition());
    }

    private List<RefusedEvent> refusedEvents() {
        return refusals.entrySet().stream()
                .map(refusal -> new RefusedEvent(
                        delivery.buffer().txid(refusal.getKey()),
                        delivery.eventId(refusal.getKey()),
                        refusal.getValue().code(),
                        refusal.getValue().reason(),
                        // PostgreSQL keeps no NUL in a text
                        refusal.getValue().words().replace('\0', ' ')))
                .toList();
    }
}
