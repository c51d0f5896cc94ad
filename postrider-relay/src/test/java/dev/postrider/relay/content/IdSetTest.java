package dev.postrider.relay.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdSetTest {
    @Test
    void comesBackFromItsStoredForm() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            BitSet ids = new BitSet();
            double density = random.nextDouble();
            int longest = 1 + random.nextInt(IdSet.WINDOW_IDS);
            for (int id = 0; id < longest; id++) {
                if (random.nextDouble() < density || id == longest - 1) {
                    ids.set(id);
                }
            }
            IdSet set = IdSet.of(ids);

            assertThat(IdSet.parse(set.bytes())).isEqualTo(set);
            assertThat(set.size()).isEqualTo(ids.cardinality());
        }
        assertThat(IdSet.parse(IdSet.of(new BitSet()).bytes()).size()).isZero();
    }

    @Test
    void isAFewBytesForARunAndNeverMuchMoreThanABitForAnId() {
        BitSet run = new BitSet();
        run.set(20_000, 30_000);
        BitSet everySecond = new BitSet();
        for (int id = 0; id < IdSet.WINDOW_IDS; id += 2) {
            everySecond.set(id);
        }

        assertThat(IdSet.of(run).bytes()).hasSize(6);
        assertThat(IdSet.of(everySecond).bytes()).hasSizeLessThanOrEqualTo(IdSet.WINDOW_IDS / 8 + 1);
    }

    @Test
    void knowsItsIdsByTheirLowBits() {
        BitSet ids = new BitSet();
        ids.set(5);

        IdSet set = IdSet.of(ids);

        assertThat(set.contains(5)).isTrue();
        assertThat(set.contains(3 * IdSet.WINDOW_IDS + 5)).isTrue();
        assertThat(set.contains(6)).isFalse();
    }

    @Test
    void refusesWhatIsNoSet() {
        assertThatThrownBy(() -> IdSet.parse(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IdSet.parse(new byte[] {2})).hasMessageContaining("begins with 2");
        assertThatThrownBy(() -> IdSet.parse(new byte[] {0, 1})).hasMessageContaining("cut off");
        assertThatThrownBy(() -> IdSet.parse(new byte[] {0, 1, (byte) 0xff, (byte) 0xff, 3}))
                .hasMessageContaining("no id 65536");
    }
}
