package dev.postrider.relay.divide;

import dev.postrider.relay.batch.Division;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The parts that a batch's divisions have made so far. For one thread. */
final class PartList {
    private final Rows rows;
    /** By number; null what was divided. */
    private final List<@Nullable Part> parts = new ArrayList<>();

    PartList(Rows rows) {
        this.rows = rows;
        parts.add(null);
        parts.add(whole());
    }

    Part whole() {
        return Part.whole(rows.rows());
    }

    /** Divides, and gives the parts that this makes, one at least. */
    List<Part> divide(Division division) {
        int[] name = name(division);
        int[] all = together(division.parts());
        List<int[]> made = switch (division.way()) {
            case HALVES -> cut(all, (all.length + 1) / 2);
            case HALF_OF_EACH_DAY -> apart(all, Periods.halfOfEachDay(all, rows)::get);
            case ALONE -> IntStream.of(all).mapToObj(row -> new int[] {row}).toList();
            case ALIKE -> apart(all, rows.alike(division.value())::get);
            case ROW -> apart(all, row -> row == division.value());
            case SAMPLE -> apart(all, sample(all, division.value())::get);
            case MONTHS -> byTime(all, Periods::month, division.value());
            case DAYS -> byTime(all, Periods::day, division.value());
        };
        List<Part> parted = new ArrayList<>();
        for (int[] some : made) {
            if (some.length > 0) {
                boolean keepsName = division.way() == Division.Way.HALF_OF_EACH_DAY && parted.isEmpty();
                Part part = keepsName ? new Part(parts.size(), some, name) : new Part(parts.size(), some);
                parts.add(part);
                parted.add(part);
            }
        }
        return parted;
    }

    private int[] name(Division division) {
        return part(division.parts().get(0)).name();
    }

    private Part part(int number) {
        Part part = number < parts.size() ? parts.get(number) : null;
        if (part == null) {
            throw new IllegalStateException("the batch has no part " + number + " that could be divided");
        }
        return part;
    }

    private int[] together(List<Integer> numbers) {
        int[] all = new int[0];
        for (int number : numbers) {
            Part part = part(number);
            int end = all.length;
            all = Arrays.copyOf(all, end + part.rows().length);
            System.arraycopy(part.rows(), 0, all, end, part.rows().length);
            parts.set(number, null);
        }
        Arrays.sort(all);
        return all;
    }

    private static List<int[]> cut(int[] all, int at) {
        return List.of(Arrays.copyOf(all, at), Arrays.copyOfRange(all, at, all.length));
    }

    private static List<int[]> apart(int[] all, IntPredicate isFirst) {
        return List.of(
                IntStream.of(all).filter(isFirst).toArray(),
                IntStream.of(all).filter(isFirst.negate()).toArray());
    }

    private static BitSet sample(int[] all, int count) {
        // By chance, since what is good may come at regular intervals; and the same for whoever divides this part.
        Random random = new Random(31L * all.length + all[0]);
        BitSet sample = new BitSet();
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * all.length / count);
            int to = (int) ((i + 1L) * all.length / count);
            sample.set(all[from + random.nextInt(Math.max(1, to - from))]);
        }
        return sample;
    }

    /** The rows in the order of time, cut wherever a part has its full number of months or days. */
    private List<int[]> byTime(int[] all, LongUnaryOperator period, int most) {
        TreeMap<Long, List<Integer>> byPeriod = new TreeMap<>();
        for (int row : all) {
            byPeriod.computeIfAbsent(period.applyAsLong(rows.time(row)), unused -> new ArrayList<>())
                    .add(row);
        }
        List<int[]> made = new ArrayList<>();
        List<Integer> part = new ArrayList<>();
        int periods = 0;
        for (List<Integer> together : byPeriod.values()) {
            part.addAll(together);
            periods++;
            if (periods % most == 0 || periods == byPeriod.size()) {
                made.add(part.stream().mapToInt(Integer::intValue).sorted().toArray());
                part.clear();
            }
        }
        return made;
    }
}
