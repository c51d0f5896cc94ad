package dev.postrider.relay.divide;

import dev.postrider.relay.batch.Division;
import java.time.LocalDate;
import java.time.temporal.ChronoField;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Numbers for the months and days of times, in microseconds since 1970, in UTC. */
public final class Periods {
    private static final long MICROS_A_DAY = 24L * 60 * 60 * 1_000_000;

    private Periods() {}

    /**
     * Whether the rows are of more months, or days, than that.
     *
     * @param way {@link Division.Way#MONTHS} or {@link Division.Way#DAYS}
     */
    public static boolean areMoreThan(int most, Division.Way way, Rows rows) {
        Set<Long> periods = new HashSet<>();
        BitSet all = rows.rows();
        for (int row = all.nextSetBit(0); row >= 0 && periods.size() <= most; row = all.nextSetBit(row + 1)) {
            periods.add(way == Division.Way.DAYS ? day(rows.time(row)) : month(rows.time(row)));
        }
        return periods.size() > most;
    }

    /** Whether each of these rows is of another day than the others. */
    static boolean areOfADayEach(int[] some, Rows rows) {
        Set<Long> days = new HashSet<>();
        for (int row : some) {
            days.add(day(rows.time(row)));
        }
        return days.size() == some.length;
    }

    /** Of each day's rows the first half, the larger one if there is a larger one. */
    static BitSet halfOfEachDay(int[] some, Rows rows) {
        Map<Long, Integer> left = new HashMap<>();
        for (int row : some) {
            left.merge(day(rows.time(row)), 1, Integer::sum);
        }
        left.replaceAll((day, number) -> (number + 1) / 2);
        BitSet half = new BitSet();
        for (int row : some) {
            if (left.merge(day(rows.time(row)), -1, Integer::sum) >= 0) {
                half.set(row);
            }
        }
        return half;
    }

    static long day(long micros) {
        return Math.floorDiv(micros, MICROS_A_DAY);
    }

    static long month(long micros) {
        return LocalDate.ofEpochDay(day(micros)).getLong(ChronoField.PROLEPTIC_MONTH);
    }
}
