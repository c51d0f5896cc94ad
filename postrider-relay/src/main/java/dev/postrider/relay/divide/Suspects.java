package dev.postrider.relay.divide;

import java.util.ArrayList;
import java.util.List;

/** The rows of one event type in a batch, of which the first that were tried alone are all bad. For one thread. */
final class Suspects {
    /** So many are tried alone before the others are judged without: one good among twenty is missed one time in 170. */
    static final int SAMPLE = 100;

    /** Of a group that is not larger, each is tried alone. */
    static final int MOST_SENT_ALONE = 3 * SAMPLE;

    /** A group is worth the trouble from this size on. */
    static final int WORTH = 72;

    /** Where so many of the sample are bad, each row alone takes fewer sends than halves of halves. */
    private static final int OFTEN = SAMPLE / 4;

    /** What a part is to the group. */
    enum Role {
        /** No part of any. */
        NONE,
        /** All of its rows. */
        GROUP,
        /** Those that are tried alone, together or each. */
        SAMPLE,
        /** Those that are not. */
        REST
    }

    private final List<Integer> refused = new ArrayList<>();
    private boolean anyTaken;

    void taken() {
        anyTaken = true;
    }

    void refused(int row) {
        refused.add(row);
    }

    /** Whether the rows that were tried show that it is the event type: each was refused, and for the same fault. */
    <E extends Exception> boolean areAllBad(PartSender<E> parts) {
        return !anyTaken
                && refused.size() >= SAMPLE
                && refused.stream().map(parts::fault).distinct().count() == 1;
    }

    boolean areOftenBad() {
        return refused.size() >= OFTEN;
    }

    /** A row that was refused alone. */
    int example() {
        return refused.get(0);
    }
}
