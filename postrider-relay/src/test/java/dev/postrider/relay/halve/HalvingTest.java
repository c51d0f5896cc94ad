package dev.postrider.relay.halve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Halving against a sink whose bad rows are known. */
class HalvingTest {
    /** Takes every part that has no bad row, and notes what it took. */
    private static final class KnownSink implements Parts<RuntimeException> {
        final Set<Integer> bad;
        final BitSet stored = new BitSet();
        final List<Integer> split = new ArrayList<>();
        int sends;
        int rowsStoredTwice;
        boolean trusted;
        int diesAfter = Integer.MAX_VALUE;

        KnownSink(Set<Integer> bad) {
            this.bad = bad;
        }

        @Override
        public Answer send(Part part) {
            assertThat(split).as("a part that was split goes never whole").doesNotContain(part.node());
            sends++;
            if (sends > diesAfter) {
                throw new IllegalStateException("died");
            }
            for (int row = part.from(); row < part.to(); row++) {
                if (bad.contains(row)) {
                    return Answer.REFUSED;
                }
            }
            rowsStoredTwice += stored.get(part.from(), part.to()).cardinality();
            stored.set(part.from(), part.to());
            return Answer.STORED;
        }

        @Override
        public void split(List<Integer> nodes) {
            split.addAll(nodes);
        }

        @Override
        public boolean isSinkTrusted() {
            return trusted;
        }

        void assertEachGoodRowStoredOnce(int rows) {
            assertThat(stored.cardinality()).isEqualTo(rows - bad.size());
            assertThat(bad).noneMatch(stored::get);
            assertThat(rowsStoredTwice).isZero();
        }
    }

    private static Halving<RuntimeException> halving(int rows, KnownSink sink, long seed) {
        return new Halving<>(rows, sink.split, sink, new Random(seed));
    }

    @Test
    void sendsABatchWithoutBadRowsInOneSend() {
        KnownSink sink = new KnownSink(Set.of());

        assertThat(halving(10_000, sink, 1).run()).isTrue();

        assertThat(sink.sends).isEqualTo(1);
        sink.assertEachGoodRowStoredOnce(10_000);
    }

    @Test
    void findsThreeBadRowsOfTenThousandInWellUnderAHundredSends() {
        KnownSink sink = new KnownSink(Set.of(17, 5_000, 9_999));

        Halving<RuntimeException> halving = halving(10_000, sink, 1);

        assertThat(halving.run()).isTrue();
        assertThat(halving.refused()).containsExactly(17, 5_000, 9_999);
        assertThat(sink.sends).isLessThan(75);
        sink.assertEachGoodRowStoredOnce(10_000);
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
            KnownSink sink = new KnownSink(bad);
            sink.trusted = true;

            Halving<RuntimeException> halving = halving(rows, sink, seed);

            assertThat(halving.run()).as("seed " + seed).isTrue();
            assertThat(halving.refused()).as("seed " + seed).containsExactlyElementsOf(bad);
            sink.assertEachGoodRowStoredOnce(rows);
        }
    }

    @Test
    void givesUpSoonWhereEverythingIsRefused() {
        for (int rows : new int[] {1, 2, 3, 4, 5, 50, 10_000}) {
            Set<Integer> all = new TreeSet<>();
            for (int row = 0; row < rows; row++) {
                all.add(row);
            }
            KnownSink sink = new KnownSink(all);

            assertThat(halving(rows, sink, 1).run()).as(rows + " rows").isFalse();
            assertThat(sink.sends).isLessThan(50);
            assertThat(sink.stored.isEmpty()).isTrue();
        }
    }

    @Test
    void judgesEveryRowWhereTheSinkIsTrusted() {
        KnownSink sink = new KnownSink(Set.of(0, 1, 2, 3, 4, 5));
        sink.trusted = true;

        Halving<RuntimeException> halving = halving(6, sink, 1);

        assertThat(halving.run()).isTrue();
        assertThat(halving.refused()).hasSize(6);
    }

    @Test
    void findsTheGoodRowsBehindManyBadOnesByProbingAllOverTheBatch() {
        Set<Integer> bad = new TreeSet<>();
        for (int row = 0; row < 600; row++) {
            bad.add(row);
        }
        KnownSink sink = new KnownSink(bad);

        Halving<RuntimeException> halving = halving(1_000, sink, 1);

        assertThat(halving.run()).isTrue();
        assertThat(halving.refused()).hasSize(600);
        sink.assertEachGoodRowStoredOnce(1_000);
    }

    @Test
    void goesOnWithTheSamePartsAfterItDiedAnywhere() {
        Set<Integer> bad = Set.of(3, 400, 999);
        KnownSink whole = new KnownSink(bad);
        halving(1_000, whole, 1).run();
        for (int dies = 1; dies < whole.sends; dies++) {
            KnownSink first = new KnownSink(bad);
            first.diesAfter = dies;
            try {
                halving(1_000, first, 1).run();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("died");
            }
            // What was stored is stored again under the same token, which the sink drops: parts must be the same.
            KnownSink next = new KnownSink(bad);
            next.split.addAll(first.split);
            Halving<RuntimeException> again = halving(1_000, next, 2);

            assertThat(again.run()).isTrue();
            assertThat(again.refused()).containsExactlyInAnyOrderElementsOf(bad);
            assertThat(first.split).allMatch(next.split::contains);
            next.assertEachGoodRowStoredOnce(1_000);
        }
    }
}
