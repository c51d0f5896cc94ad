package dev.postrider.relay.batch;

import java.util.List;

/**
 * How parts of a batch become other parts. A batch's content never changes, so that the same divisions, one after the other,
 * make the same parts of it, whoever makes them.
 *
 * @param parts the numbers of the parts that are divided, together: 1 is the whole batch, and the parts that a division makes
 *     have the next numbers
 * @param value what the way needs to know; 0 if it needs nothing
 */
public record Division(List<Integer> parts, Way way, int value) {
    /** What becomes of the rows that are divided. */
    public enum Way {
        /** The first half, the larger one if there is a larger one, and the second. */
        HALVES,
        /**
         * The first half of each day's rows, the larger one if there is a larger one, and the others. The first part is sent
         * under the token of what is divided: once it is stored, a late insert of the whole is dropped.
         */
        HALF_OF_EACH_DAY,
        /** Each row alone. */
        ALONE,
        /** The row that the value names, and the others. */
        ROW,
        /** The rows with the event type of the row that the value names, and the others. */
        ALIKE,
        /** As many rows as the value says, from all over, and the others. */
        SAMPLE,
        /** By time, as many months in a part as the value says. */
        MONTHS,
        /** By time, as many days in a part as the value says. */
        DAYS
    }

    /** Copies the list. */
    public Division {
        parts = List.copyOf(parts);
    }

    /** A part's halves. */
    public static Division halves(int part) {
        return new Division(List.of(part), Way.HALVES, 0);
    }

    /** A part of which the sink could not take all at once. */
    public static Division halfOfEachDay(int part) {
        return new Division(List.of(part), Way.HALF_OF_EACH_DAY, 0);
    }

    /** Each row of a part alone. */
    public static Division alone(int part) {
        return new Division(List.of(part), Way.ALONE, 0);
    }
}
