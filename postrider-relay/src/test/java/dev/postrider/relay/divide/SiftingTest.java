package dev.postrider.relay.divide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.batch.Division;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sifting for a sink whose bad rows are known. */
class SiftingTest {
    /** Takes every part that has no bad row, and notes what it took. */
    private static final class KnownSink implements PartSender<RuntimeException> {
        final int rows;
        final Set<Integer> bad;
        final BitSet stored = new BitSet();
        final BitSet together = new BitSet();
        final List<Division> divisions = new ArrayList<>();
        /** What a sink without identities remembers: parts as they were sent. */
        final Set<BitSet> tokens = new HashSet<>();

        IntUnaryOperator type = row -> 0;
        IntUnaryOperator fault = row -> 0;
        Set<Integer> there = Set.of();
        int sends;
        int rowsStoredTwice;
        boolean trusted;
        int diesAfter = Integer.MAX_VALUE;

        KnownSink(int rows, Set<Integer> bad) {
            this.rows = rows;
            this.bad = bad;
        }

        @Override
        public Answer send(Part part) {
            BitSet sent = part.rowSet();
            there.forEach(sent::clear);
            if (sent.isEmpty()) {
                return Answer.NOTHING;
            }
            sends++;
            if (bad.stream().anyMatch(sent::get)) {
                die();
                return Answer.REFUSED;
            }
            if (tokens.add(sent)) {
                BitSet again = (BitSet) sent.clone();
                again.and(stored);
                rowsStoredTwice += again.cardinality();
                stored.or(sent);
            }
            die();
            return Answer.STORED;
        }

        /** After the sink has answered: nobody heard it. */
        private void die() {
            if (sends >= diesAfter) {
                throw new IllegalStateException("died");
            }
        }

        @Override
        public void divide(List<Division> more) {
            divisions.addAll(more);
        }

        @Override
        public boolean isTheEvents() {
            return trusted;
        }

        @Override
        public String fault(int row) {
            return Integer.toString(fault.applyAsInt(row));
        }

        @Override
        public void refusedTogether(Part part, int triedAlone) {
            assertThat(type.applyAsInt(triedAlone)).isEqualTo(type.applyAsInt(part.first()));
            together.or(part.rowSet());
        }

        @Override
        public BitSet rows() {
            BitSet all = new BitSet();
            all.set(0, rows);
            return all;
        }

        @Override
        public BitSet alike(int row) {
            BitSet alike = new BitSet();
            for (int other = 0; other < rows; other++) {
                alike.set(other, type.applyAsInt(other) == type.applyAsInt(row));
            }
            return alike;
        }

        @Override
        public long time(int row) {
            return row * 86_400_000_000L;
        }

        void assertEachGoodRowStoredOnce() {
            assertThat(stored.cardinality()).isEqualTo(rows - bad.size());
            assertThat(bad).noneMatch(stored::get);
            assertThat(rowsStoredTwice).isZero();
        }

        void assertEachBadRowRefused(Sifting<RuntimeException> sifting) {
            Set<Integer> all = new TreeSet<>(sifting.refused());
            together.stream().forEach(all::add);
            assertThat(all).isEqualTo(new TreeSet<>(bad));
        }
    }

    private static Sifting<RuntimeException> sifting(KnownSink sink, long seed) {
        return new Sifting<>(sink, List.copyOf(sink.divisions), sink.divisions.isEmpty(), new Random(seed));
    }

    private static Set<Integer> every(int step, int rows) {
        Set<Integer> some = new TreeSet<>();
        for (int row = 0; row < rows; row += step) {
            some.add(row);
        }
        return some;
    }

    @Test
    void sendsABatchWithoutBadRowsInOneSend() {
        KnownSink sink = new KnownSink(10_000, Set.of());

        assertThat(sifting(sink, 1).run()).isTrue();

        assertThat(sink.sends).isEqualTo(1);
        sink.assertEachGoodRowStoredOnce();
    }

    @Test
    void findsThreeBadRowsOfTenThousandInWellUnderAHundredSends() {
        KnownSink sink = new KnownSink(10_000, Set.of(17, 5_000, 9_999));

        Sifting<RuntimeException> sifting = sifting(sink, 1);

        assertThat(sifting.run()).isTrue();
        assertThat(sifting.refused()).containsExactly(17, 5_000, 9_999);
        assertThat(sink.sends).isLessThan(75);
        sink.assertEachGoodRowStoredOnce();
    }

    @Test
    void findsAnyBadRowsOfAnyBatch() {
        for (long seed = 1; seed <= 2_000; seed++) {
            Random random = new Random(seed);
            int rows = 1 + random.nextInt(200);
            Set<Integer> bad = new TreeSet<>();
            int count = random.nextInt(Math.min(rows, 30));
            while (bad.size() < count) {
                bad.add(random.nextInt(rows));
            }
            KnownSink sink = new KnownSink(rows, bad);
            sink.trusted = true;

            Sifting<RuntimeException> sifting = sifting(sink, seed);

            assertThat(sifting.run()).as("seed " + seed).isTrue();
            assertThat(sifting.refused()).as("seed " + seed).containsExactlyElementsOf(bad);
            sink.assertEachGoodRowStoredOnce();
        }
    }

    @Test
    void givesUpSoonWhereEverythingIsRefused() {
        for (int rows : new int[] {1, 2, 3, 4, 5, 50, 10_000}) {
            Set<Integer> all = new TreeSet<>();
            for (int row = 0; row < rows; row++) {
                all.add(row);
            }
            KnownSink sink = new KnownSink(rows, all);

            assertThat(sifting(sink, 1).run()).as(rows + " rows").isFalse();
            assertThat(sink.sends).isLessThan(50);
            assertThat(sink.stored.isEmpty()).isTrue();
        }
    }

    @Test
    void takesNoRowThatWasThereBeforeForASignThatTheSinkTakesRowsNow() {
        KnownSink sink = new KnownSink(200, every(1, 200));
        sink.there = every(2, 200);

        Sifting<RuntimeException> sifting = sifting(sink, 1);

        assertThat(sifting.run()).isFalse();
    }

    @Test
    void judgesEveryRowWhereTheSinkIsTrusted() {
        KnownSink sink = new KnownSink(6, Set.of(0, 1, 2, 3, 4, 5));
        sink.trusted = true;

        Sifting<RuntimeException> sifting = sifting(sink, 1);

        assertThat(sifting.run()).isTrue();
        assertThat(sifting.refused()).hasSize(6);
    }

    @Test
    void findsTheGoodRowsBehindManyBadOnesByProbingAllOverTheBatch() {
        Set<Integer> bad = every(1, 600);
        KnownSink sink = new KnownSink(1_000, bad);

        Sifting<RuntimeException> sifting = sifting(sink, 1);

        assertThat(sifting.run()).isTrue();
        sink.assertEachBadRowRefused(sifting);
        sink.assertEachGoodRowStoredOnce();
    }

    @Test
    void refusesABadEventTypeTogetherAndSendsTheOthersFirst() {
        KnownSink sink = new KnownSink(60_000, every(2, 60_000));
        sink.type = row -> row % 2;

        Sifting<RuntimeException> sifting = sifting(sink, 1);

        assertThat(sifting.run()).isTrue();
        assertThat(sink.sends).isLessThan(200);
        assertThat(sink.divisions).hasSizeLessThan(50);
        assertThat(sifting.refused()).hasSize(4 + Suspects.SAMPLE);
        sink.assertEachBadRowRefused(sifting);
        sink.assertEachGoodRowStoredOnce();
    }

    @Test
    void refusesNoRowTogetherWithOthersIfOneOfTheSampleIsGood() {
        Set<Integer> bad = every(2, 10_000);
        KnownSink sink = new KnownSink(10_000, bad);
        sink.type = row -> row % 2;
        // So many in a row that one of them at least is in the sample: each row is tried alone then.
        for (int row = 3_000; row < 3_000 + 2 * 10_000 / Suspects.SAMPLE; row++) {
            bad.remove(row);
        }

        Sifting<RuntimeException> sifting = sifting(sink, 1);

        assertThat(sifting.run()).isTrue();
        assertThat(sink.together.isEmpty()).isTrue();
        sink.assertEachBadRowRefused(sifting);
        sink.assertEachGoodRowStoredOnce();
    }

    /** Of the writers of one type some may be good, and write at regular intervals. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7, 10})
    void refusesNoGoodRowWhereEachSoAndSoManyThIsGood(int interval) {
        for (int rows : new int[] {100, 250, 1_000, 10_000}) {
            Set<Integer> bad = every(1, rows);
            bad.removeIf(row -> row % interval == interval - 1);
            KnownSink sink = new KnownSink(rows, bad);
            sink.trusted = true;

            Sifting<RuntimeException> sifting = sifting(sink, 1);

            assertThat(sifting.run()).isTrue();
            sink.assertEachBadRowRefused(sifting);
            sink.assertEachGoodRowStoredOnce();
        }
    }

    @Test
    void refusesNoRowTogetherWithOthersThatHaveAnotherFault() {
        KnownSink sink = new KnownSink(2_000, every(2, 2_000));
        sink.type = row -> row % 2;
        sink.fault = row -> row / 1_000;

        Sifting<RuntimeException> sifting = sifting(sink, 1);

        assertThat(sifting.run()).isTrue();
        assertThat(sink.together.isEmpty()).isTrue();
        sink.assertEachBadRowRefused(sifting);
        sink.assertEachGoodRowStoredOnce();
    }

    @Test
    void goesOnWithTheSamePartsAfterItDiedAnywhereAlsoForASinkThatCannotTellWhatItHas() {
        KnownSink whole = new KnownSink(1_000, every(2, 1_000));
        whole.type = row -> row % 4 / 2;
        sifting(whole, 1).run();
        for (int dies = 1; dies < whole.sends; dies++) {
            KnownSink sink = new KnownSink(1_000, every(2, 1_000));
            sink.type = whole.type;
            sink.diesAfter = dies;
            try {
                sifting(sink, 1).run();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("died");
            }
            sink.diesAfter = Integer.MAX_VALUE;
            sink.trusted = true;
            Sifting<RuntimeException> again = new Sifting<>(sink, List.copyOf(sink.divisions), false, new Random(2));

            assertThat(again.run()).as("died after " + dies).isTrue();
            sink.assertEachBadRowRefused(again);
            sink.assertEachGoodRowStoredOnce();
        }
    }

    @Test
    void findsTheGoodRowsAfterADeathThoughTheSinkCannotTellAndTheFirstRowsAreBad() {
        Set<Integer> bad = every(1, 60);
        KnownSink whole = new KnownSink(100, bad);
        sifting(whole, 1).run();
        for (int dies = 1; dies < 20; dies++) {
            KnownSink sink = new KnownSink(100, bad);
            sink.diesAfter = dies;
            try {
                sifting(sink, 1).run();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("died");
            }
            sink.diesAfter = Integer.MAX_VALUE;
            Sifting<RuntimeException> again = new Sifting<>(sink, List.copyOf(sink.divisions), false, new Random(2));

            assertThat(again.run()).as("died after " + dies).isTrue();
            sink.assertEachBadRowRefused(again);
            sink.assertEachGoodRowStoredOnce();
        }
    }

    @Test
    void sendsAsManyDaysInAPartAsTheDivisionSays() {
        KnownSink sink = new KnownSink(1_000, Set.of());
        sink.divisions.add(new Division(List.of(1), Division.Way.DAYS, 30));

        assertThat(sifting(sink, 1).run()).isTrue();

        assertThat(sink.sends).isEqualTo(34);
        sink.assertEachGoodRowStoredOnce();
    }
}
