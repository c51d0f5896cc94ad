package dev.postrider.relay.halve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sends a batch, and halves of what is refused, until the refused rows are alone: about twenty sends for one bad row among
 * ten thousand. For one thread, and one batch.
 *
 * <p>Where everything is refused, the fault is not in the rows: after a few refusals without a single row stored, rows from
 * all over the batch are tried, and if none is stored either, the halving gives up.
 *
 * @param <E> what may go wrong beyond a refusal
 */
public final class Halving<E extends Exception> {
    /** So many refused rows, and none stored, raise the question whether it is the rows. */
    private static final int SUSPICIOUS = 4;

    private static final int PROBES = 12;

    private final int rows;
    private final Set<Integer> split;
    private final Parts<E> parts;
    private final Random random;

    private final Set<Integer> refused = new TreeSet<>();
    private final Set<Integer> takenAlone = new HashSet<>();
    private boolean sinkTakesRows;
    private boolean gaveUp;

    /**
     * Sends nothing yet.
     *
     * @param split the parts that an earlier halving of this batch split, which are not sent whole
     * @param random chooses the rows to probe
     */
    public Halving(int rows, Collection<Integer> split, Parts<E> parts, Random random) {
        this.rows = rows;
        this.split = new HashSet<>(split);
        this.parts = parts;
        this.random = random;
    }

    /** Sends all rows, each once; false if it gave up because everything is refused. */
    public boolean run() throws E {
        deliver(Part.whole(rows), false);
        return !gaveUp;
    }

    /** The rows that were refused alone, ascending. */
    public Set<Integer> refused() {
        return Collections.unmodifiableSet(refused);
    }

    /**
     * Gives whether something in the part was refused.
     *
     * @param surelyBad whether a refused row must be in it: sending it whole would be in vain
     */
    private boolean deliver(Part part, boolean surelyBad) throws E {
        if (part.isSingle()) {
            return judge(part);
        }
        boolean bad = surelyBad;
        if (!split.contains(part.node())) {
            if (!surelyBad && isTaken(part)) {
                return false;
            }
            bad = true;
            split(List.of(part.node()));
        }
        boolean left = deliver(part.left(), false);
        if (gaveUp) {
            return true;
        }
        boolean right = deliver(part.right(), bad && !left);
        return left || right;
    }

    private boolean isTaken(Part part) throws E {
        Parts.Answer answer = parts.send(part);
        sinkTakesRows |= answer == Parts.Answer.STORED;
        return answer != Parts.Answer.REFUSED;
    }

    private boolean judge(Part row) throws E {
        if (refused.contains(row.from())) {
            return true;
        }
        if (takenAlone.contains(row.from()) || isTaken(row)) {
            return false;
        }
        refused.add(row.from());
        if (refused.size() == Math.min(SUSPICIOUS, rows)) {
            gaveUp = !sinkTakesRows && !parts.isSinkTrusted() && !isAnyRowTaken();
        }
        return true;
    }

    /** Rows from all over the batch: the first ones may be the work of one bad writer. */
    private boolean isAnyRowTaken() throws E {
        for (int probe = 0; probe < PROBES && refused.size() < rows; probe++) {
            int row = random.nextInt(rows);
            if (refused.contains(row)) {
                continue;
            }
            if (isTaken(alone(row))) {
                takenAlone.add(row);
                return true;
            }
            refused.add(row);
        }
        return false;
    }

    /** The part that is this row alone; the parts around it are split, so that no later send has the row again. */
    private Part alone(int row) throws E {
        List<Integer> around = new ArrayList<>();
        Part part = Part.whole(rows);
        while (!part.isSingle()) {
            if (!split.contains(part.node())) {
                around.add(part.node());
            }
            part = part.left().has(row) ? part.left() : part.right();
        }
        split(around);
        return part;
    }

    private void split(List<Integer> nodes) throws E {
        if (!nodes.isEmpty()) {
            parts.split(nodes);
            split.addAll(nodes);
        }
    }
}
