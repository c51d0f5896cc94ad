package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.batch.SendOutcome.Refused;
import dev.postrider.relay.sink.server.RefusalReason;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** The rows of a slice that are refused, by the sink or because they can't be encoded, and why. For one thread. */
final class RefusedRows {
    private final Slice slice;
    private final TreeMap<Integer, Refused> refusals = new TreeMap<>();
    private final BitSet unfit;

    /** Those that can't be encoded. */
    RefusedRows(Slice slice) {
        this.slice = slice;
        this.unfit = slice.unfit();
        slice.buffer().unfit().forEach((row, reason) -> {
            if (unfit.get(row)) {
                refusals.put(row, new Refused(0, reason));
            }
        });
    }

    /** Those that can't be encoded, and so are never sent. */
    BitSet unfit() {
        return unfit;
    }

    boolean allAreUnfit() {
        return unfit.equals(slice.rows());
    }

    boolean noneWasRefusedBySink() {
        return refusals.size() == unfit.cardinality();
    }

    int size() {
        return refusals.size();
    }

    /** The sink is tried anew: what it refused before is forgotten. */
    void forgetWhatSinkRefused() {
        refusals.keySet().removeIf(row -> !unfit.get(row));
    }

    void add(int row, Refused refused) {
        refusals.put(row, refused);
    }

    /** Rows that are refused as a group, since those of the same type that were tried alone were. */
    Refused addGroup(BitSet rows, int triedAlone) {
        Refused example = of(triedAlone);
        Refused refused = new Refused(example.code(), RefusalReason.AS_A_GROUP + example.reason());
        rows.stream().forEach(row -> refusals.putIfAbsent(row, refused));
        return refused;
    }

    Refused of(int row) {
        return Objects.requireNonNull(refusals.get(row), "the row was refused");
    }

    /** What is said of a batch of which nothing is taken. */
    Refused ofAll() {
        Refused last = refusals.lastEntry().getValue();
        return new Refused(
                last.code(),
                "every event of batch " + slice.batchNo() + " that was tried is refused, so it is not the events: "
                        + last.reason());
    }

    /** In the batch's order. */
    List<RefusedEvent> events() {
        return refusals.entrySet().stream()
                .map(refusal -> new RefusedEvent(
                        slice.buffer().txid(refusal.getKey()),
                        slice.eventId(refusal.getKey()),
                        slice.place(),
                        refusal.getValue().code(),
                        refusal.getValue().reason(),
                        // PostgreSQL keeps no NUL in a text
                        refusal.getValue().words().replace('\0', ' ')))
                .toList();
    }
}
