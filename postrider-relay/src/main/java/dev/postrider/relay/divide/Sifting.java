package dev.postrider.relay.divide;

import dev.postrider.relay.batch.Division;
import dev.postrider.relay.divide.PartSender.Answer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sends a batch, and halves of what is refused, until the refused rows are alone: about twenty sends for one bad row among
 * ten thousand. For one thread, and one batch.
 *
 * <p>Bad rows are often of one event type. After a few of a type, all that are left of it are put together and wait until the
 * others are sent. If each of a sample of them is refused for the same fault, and so is the rest in one send, they count as
 * refused together.
 *
 * <p>Where everything is refused, the fault is not in the rows: after a few refusals without a single row stored, rows from
 * all over the batch are tried, and if none is stored either, the sifting gives up.
 *
 * @param <E> what may go wrong beyond a refusal
 */
public final class Sifting<E extends Exception> {
    /** So many refused rows, and none stored, raise the question whether it is the rows; so many of a type, whether it is the type. */
    private static final int SUSPICIOUS = 4;

    private static final int PROBES = 12;

    private final PartSender<E> parts;
    private final OpenParts open;
    private final Random random;
    /** Parts that an earlier sifting may have sent, to a sink that can't tell: not to be divided before they were sent as they are. */
    private final Set<Integer> perhapsSent = new HashSet<>();

    private final Set<Integer> refused = new TreeSet<>();
    /** By the rows of an event type: how many of them were refused alone. */
    private final Map<BitSet, Integer> refusedAlike = new HashMap<>();
    /** By the number of a part: the other half of a part that was refused. */
    private final Map<Integer, Integer> otherHalves = new HashMap<>();
    /** A refused row must be in them: sending them whole would be in vain. */
    private final Set<Integer> surelyBad = new HashSet<>();

    private boolean sinkTakesRows;
    private boolean gaveUp;

    /**
     * Sends nothing yet.
     *
     * @param past how earlier siftings divided this batch
     * @param isPastKnown whether it is known what they stored
     * @param random chooses the rows to probe
     */
    public Sifting(PartSender<E> parts, Collection<Division> past, boolean isPastKnown, Random random) {
        this.parts = parts;
        this.open = new OpenParts(parts, past);
        this.random = random;
        if (!isPastKnown) {
            open.open().forEach(one -> perhapsSent.add(one.part().number()));
        }
    }

    /** Sends all rows, each once; false if it gave up because everything is refused. */
    public boolean run() throws E {
        while (!gaveUp) {
            OpenPart next = open.next();
            if (next == null) {
                return true;
            }
            switch (next.role()) {
                case NONE -> sift(next);
                case GROUP -> tryGroup(next);
                case SAMPLE -> trySample(next);
                case REST -> tryRest(next);
            }
        }
        return false;
    }

    /** The rows that were refused alone, ascending. */
    public Set<Integer> refused() {
        return Collections.unmodifiableSet(refused);
    }

    private void sift(OpenPart next) throws E {
        Part part = next.part();
        if (part.isSingle()) {
            judge(next);
        } else {
            Answer answer = isSurelyBad(part) ? Answer.REFUSED : send(part);
            if (answer == Answer.REFUSED) {
                List<OpenPart> halves = divide(Division.halves(part.number()));
                otherHalves.put(
                        halves.get(0).part().number(), halves.get(1).part().number());
            } else if (answer == Answer.TOO_LARGE) {
                makeSmaller(part);
            }
        }
    }

    private void makeSmaller(Part part) throws E {
        divide(
                Periods.areOfADayEach(part.rows(), parts)
                        ? Division.halves(part.number())
                        : Division.halfOfEachDay(part.number()));
    }

    private boolean isSurelyBad(Part part) {
        return surelyBad.contains(part.number()) && !perhapsSent.contains(part.number());
    }

    private boolean isTaken(Part part) throws E {
        return isTaken(send(part));
    }

    private static boolean isTaken(Answer answer) {
        return answer == Answer.STORED || answer == Answer.NOTHING;
    }

    private Answer send(Part part) throws E {
        Answer answer = parts.send(part);
        sinkTakesRows |= answer == Answer.STORED;
        Integer otherHalf = otherHalves.get(part.number());
        if (isTaken(answer) && otherHalf != null) {
            surelyBad.add(otherHalf);
        }
        return answer;
    }

    private List<OpenPart> divide(Division division) throws E {
        parts.divide(List.of(division));
        return open.divide(division);
    }

    /** Gives whether the row is refused. */
    private boolean judge(OpenPart single) throws E {
        int row = single.part().first();
        if (isTaken(single.part())) {
            return false;
        }
        refused.add(row);
        if (refused.size() == Math.min(SUSPICIOUS, parts.rows().cardinality())) {
            gaveUp = !sinkTakesRows && !parts.isTheEvents() && !isAnyPartTaken() && !isAnyRowTaken();
        }
        if (!gaveUp && single.isPlain() && !open.isGrouped(row)) {
            suspect(row);
        }
        return true;
    }

    private void suspect(int row) throws E {
        BitSet alike = refusedAlike.keySet().stream()
                .filter(rows -> rows.get(row))
                .findFirst()
                .orElseGet(() -> parts.alike(row));
        if (refusedAlike.merge(alike, 1, Integer::sum) < SUSPICIOUS) {
            return;
        }
        List<Integer> left = new ArrayList<>();
        BitSet together = new BitSet();
        for (OpenPart one : open.open()) {
            if (one.isPlain()
                    && !one.part().isSingle()
                    && !perhapsSent.contains(one.part().number())) {
                left.add(one.part().number());
                together.or(one.part().rowSet());
            }
        }
        together.and(alike);
        if (together.cardinality() >= Suspects.WORTH) {
            divide(new Division(left, Division.Way.ALIKE, row));
        }
    }

    private void tryGroup(OpenPart group) throws E {
        int number = group.part().number();
        Answer answer = send(group.part());
        if (answer == Answer.TOO_LARGE) {
            makeSmaller(group.part());
        } else if (answer == Answer.REFUSED && group.part().rows().length <= Suspects.MOST_SENT_ALONE) {
            divide(Division.alone(number));
        } else if (answer == Answer.REFUSED) {
            List<OpenPart> made = divide(new Division(List.of(number), Division.Way.SAMPLE, Suspects.SAMPLE));
            otherHalves.put(made.get(0).part().number(), made.get(1).part().number());
        }
    }

    private void trySample(OpenPart sample) throws E {
        Suspects suspects = Objects.requireNonNull(sample.suspects());
        if (sample.part().isSingle()) {
            if (judge(sample)) {
                suspects.refused(sample.part().first());
            } else {
                suspects.taken();
            }
        } else if (isTaken(sample.part())) {
            suspects.taken();
        } else {
            divide(Division.alone(sample.part().number()));
        }
    }

    private void tryRest(OpenPart rest) throws E {
        Suspects suspects = Objects.requireNonNull(rest.suspects());
        if (suspects.areAllBad(parts)) {
            Answer answer = send(rest.part());
            if (answer == Answer.TOO_LARGE) {
                makeSmaller(rest.part());
            } else if (answer == Answer.REFUSED) {
                parts.refusedTogether(rest.part(), suspects.example());
            }
        } else if (!suspects.areOftenBad()) {
            sift(rest);
        } else if (!perhapsSent.contains(rest.part().number()) || !isTaken(rest.part())) {
            divide(Division.alone(rest.part().number()));
        }
    }

    /** The parts that were perhaps sent, as they are: what is refused may be divided from then on. */
    private boolean isAnyPartTaken() throws E {
        for (OpenPart one : List.copyOf(open.open())) {
            int number = one.part().number();
            if (perhapsSent.contains(number)) {
                open.take(one);
                Answer answer = send(one.part());
                if (answer == Answer.STORED) {
                    return true;
                }
                perhapsSent.remove(number);
                if (answer == Answer.TOO_LARGE) {
                    makeSmaller(one.part());
                } else if (answer == Answer.REFUSED) {
                    surelyBad.add(number);
                    open.putBack(one);
                }
            }
        }
        return false;
    }

    /**
     * Rows from all over the batch: the first ones may be the work of one bad writer. Rather of another event type than those
     * that were refused.
     */
    private boolean isAnyRowTaken() throws E {
        int probes = 0;
        while (probes < PROBES) {
            int[] left = rowsToProbe();
            if (left.length == 0) {
                return false;
            }
            OpenPart alone = alone(left[random.nextInt(left.length)]);
            open.take(alone);
            Answer answer = send(alone.part());
            if (answer == Answer.STORED) {
                return true;
            }
            // A row that is there since long says nothing about now.
            if (answer == Answer.REFUSED) {
                refused.add(alone.part().first());
                probes++;
            }
        }
        return false;
    }

    private int[] rowsToProbe() {
        BitSet left = new BitSet();
        for (OpenPart one : open.open()) {
            if (one.isPlain() && !perhapsSent.contains(one.part().number())) {
                left.or(one.part().rowSet());
            }
        }
        BitSet others = (BitSet) left.clone();
        refused.forEach(row -> {
            if (others.get(row)) {
                others.andNot(parts.alike(row));
            }
        });
        return (others.isEmpty() ? left : others).stream().toArray();
    }

    /** The part that is this row alone; what is left around it is another, so that no later send has the row again. */
    private OpenPart alone(int row) throws E {
        OpenPart around = open.open().stream()
                .filter(one -> one.isPlain() && one.part().rowSet().get(row))
                .findFirst()
                .orElseThrow();
        return around.part().isSingle()
                ? around
                : divide(new Division(List.of(around.part().number()), Division.Way.ROW, row))
                        .get(0);
    }
}
