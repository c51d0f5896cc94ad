package dev.postrider.relay;

import dev.postrider.relay.Delivery.Sent;
import dev.postrider.relay.TableTrust.Refusal;
import dev.postrider.relay.batch.QueryIds;
import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.halve.Halving;
import dev.postrider.relay.halve.Part;
import dev.postrider.relay.halve.Parts;
import dev.postrider.relay.ledger.Ledger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Brings one batch into the sink, each of its events once or, if the sink certainly refuses it, among the refused. Goes on
 * until that is so, or the line ends. For one thread.
 */
final class BatchSending implements Parts<SQLException> {
    /** So few events may all be bad, in a table that takes others. */
    private static final int FEW = 10;

    private final Delivery delivery;
    private final Place place;
    private final Insistence insistence;
    private final SinkQuestions questions;
    private final long began = System.nanoTime();
    /** No send of this batch was earlier. */
    private final long firstSent;

    private final TreeMap<Integer, SendOutcome.Refused> refusals = new TreeMap<>();
    private final BitSet held = new BitSet();
    private final BitSet unfit = new BitSet();
    private List<Integer> split;
    private boolean maybeStored;
    /** An earlier term may have stored some of it, and the sink neither remembers nor can tell. */
    private boolean pastIsUnclear;

    private int sends;

    /** What the batch is sent with. */
    record Place(String outbox, Ledger ledger, TableTrust trust, Insistence.Line line) {}

    BatchSending(Delivery delivery, Place place) {
        this.delivery = delivery;
        this.place = place;
        this.insistence = new Insistence(place.line());
        this.questions = new SinkQuestions(place.line().sink(), place.outbox(), delivery, insistence, this::failure);
        this.split = new ArrayList<>(delivery.past().splitParts());
        this.maybeStored = delivery.past().maybeStored();
        this.firstSent = began - delivery.past().age().toNanos();
        delivery.buffer().unfit().forEach((row, reason) -> {
            unfit.set(row);
            refusals.put(row, new SendOutcome.Refused(0, reason));
        });
    }

    Sent run() throws SQLException {
        if (maybeStored) {
            awaitEarlierInserts();
            // Asked even if it is remembered: what was left out of an earlier send is not known any more.
            BitSet rows = all();
            pastIsUnclear = !askFor(rows) && !questions.remembers(firstSent);
        }
        while (!everyRowHasAnOutcome()) {
            forgetParts();
            insistence.failed(failure(everythingRefused()));
        }
        confirmRefusals();
        place.trust().forget(delivery.batchNo());
        return new Sent(sends, Duration.ofNanos(System.nanoTime() - began), refusedEvents());
    }

    private boolean everyRowHasAnOutcome() throws SQLException {
        forgetWhatAnotherTableRefused();
        if (unfit.cardinality() == delivery.rows()) {
            noteFirstRefusal();
            return isSinkTrusted();
        }
        // Another choice of rows to probe in each round; the same for whoever repeats the round is not needed.
        Halving<SQLException> halving = new Halving<>(delivery.rows(), split, this, new Random());
        refusals.keySet().removeIf(row -> !unfit.get(row));
        return halving.run();
    }

    private void forgetWhatAnotherTableRefused() {
        Refusal first = place.trust().firstRefusal(delivery.batchNo());
        if (first != null && !first.definition().equals(questions.definition())) {
            place.trust().forget(delivery.batchNo());
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
        if (!maybeStored && held.isEmpty() && !split.isEmpty()) {
            split = new ArrayList<>();
            place.ledger().split(delivery.plan(), split);
        }
    }

    @Override
    public void split(List<Integer> nodes) throws SQLException {
        split.addAll(nodes);
        place.ledger().split(delivery.plan(), split);
    }

    @Override
    public Answer send(Part part) throws SQLException {
        BitSet rows = new BitSet();
        rows.set(part.from(), part.to());
        rows.andNot(unfit);
        boolean doubtful = pastIsUnclear;
        boolean tried = false;
        while (true) {
            rows.andNot(held);
            if (rows.isEmpty()) {
                return isUnfit(part) ? Answer.REFUSED : tried ? Answer.STORED : Answer.NOTHING;
            }
            SendOutcome outcome = attempt(part, rows);
            tried = true;
            if (outcome instanceof SendOutcome.Stored) {
                held.or(rows);
                return Answer.STORED;
            }
            if (outcome instanceof SendOutcome.Refused refused) {
                // A refusal says nothing about an earlier send whose outcome is not known.
                doubtful = doubtful && !askFor(rows);
                if (rows.intersects(held)) {
                    continue;
                }
                if (!doubtful || wasAlwaysRefused()) {
                    noteRefusal(part, refused);
                    return Answer.REFUSED;
                }
            }
            insistence.failed(failure((SendOutcome.Failed) outcome));
            if (outcome instanceof SendOutcome.Unknown) {
                doubtful = true;
                awaitEarlierInserts();
                leaveOutWhatTheSinkMayRepeat(rows);
            }
        }
    }

    private void awaitEarlierInserts() {
        questions.awaitEarlierInserts(QueryIds.ofBatch(place.outbox(), delivery.batchNo()));
    }

    private boolean isUnfit(Part part) {
        return part.isSingle() && unfit.get(part.from());
    }

    /** A table that can't be asked, but has taken rows as it is now, did not take these before either. */
    private boolean wasAlwaysRefused() {
        return place.trust().tookRowsAs(questions.definition());
    }

    private SendOutcome attempt(Part part, BitSet rows) throws SQLException {
        insistence.confirm();
        sends++;
        long attemptBegan = System.nanoTime();
        SendOutcome outcome = place.line().sink().send(part(part, rows));
        tell(outcome, rows.cardinality());
        if (outcome instanceof SendOutcome.Stored) {
            insistence.succeeded();
            place.trust().accepts(attemptBegan);
        }
        if (!(outcome instanceof SendOutcome.Refused || outcome instanceof SendOutcome.Unavailable)) {
            maybeStored = true;
        }
        return outcome;
    }

    private SendPart part(Part part, BitSet rows) {
        return SendPart.of(new SendPart.Sender(delivery, place.outbox(), this::isStillAtWork), part, rows, unfit);
    }

    private void isStillAtWork(Duration since) {
        insistence.waits("the insert of batch " + delivery.batchNo() + " is still at work, for " + since.toSeconds()
                + " s; its outcome is not known yet, and waited for");
    }

    private void tell(SendOutcome outcome, int rows) {
        place.line().board().tell(listener -> {
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
            refusals.put(part.from(), refused);
        }
        noteFirstRefusal();
    }

    private void noteFirstRefusal() {
        if (place.trust().firstRefusal(delivery.batchNo()) == null) {
            refusedNow();
        }
    }

    private Refusal refusedNow() {
        Refusal refusal = new Refusal(questions.definition(), System.nanoTime());
        place.trust().refuses(delivery.batchNo(), refusal);
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
        Optional<BitSet> answer = questions.held(rows);
        answer.ifPresent(held::or);
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
        if (place.ledger().mayBeRefusedWhole(delivery.plan())) {
            return true;
        }
        String now = questions.definition();
        Refusal first = place.trust().firstRefusal(delivery.batchNo());
        boolean tookOthersSince =
                first != null && first.definition().equals(now) && place.trust().tookRowsAfter(first.atNanos());
        return tookOthersSince || (delivery.rows() <= FEW && place.trust().tookRowsAs(now));
    }

    /**
     * A refusal counts under the event log as it is now. If it was changed meanwhile, the refused rows are tried again, and
     * only count as refused once it is known that the table takes rows as it is.
     */
    private void confirmRefusals() throws SQLException {
        Refusal first = place.trust().firstRefusal(delivery.batchNo());
        boolean confirmed = first == null || first.definition().equals(questions.definition());
        while (!confirmed && refusals.size() > unfit.cardinality()) {
            first = refusedNow();
            boolean anyStored = sendRefusedAgain();
            confirmed = first.definition().equals(questions.definition()) && (anyStored || isSinkTrusted());
            if (!confirmed && !anyStored) {
                insistence.failed(failure(everythingRefused()));
            }
        }
    }

    private boolean sendRefusedAgain() throws SQLException {
        boolean anyStored = false;
        for (int row : new TreeSet<>(refusals.keySet())) {
            if (!unfit.get(row) && send(new Part(0, row, row + 1)) != Answer.REFUSED) {
                refusals.remove(row);
                anyStored = true;
            }
        }
        return anyStored;
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
