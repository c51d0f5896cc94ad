package dev.postrider.relay.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Test;

class XxHash64Test {
    private final XXHash64 other = XXHashFactory.safeInstance().hash64();
    private final byte[] bytes = new byte[400];

    XxHash64Test() {
        new Random(64).nextBytes(bytes);
    }

    @Test
    void isTheHashThatAnotherImplementationGives() {
        for (int length = 0; length < 300; length++) {
            int offset = length % 17;
            assertThat(XxHash64.of(bytes, offset, length))
                    .as("%d bytes", length)
                    .isEqualTo(other.hash(bytes, offset, length, 0));
        }
    }

    @Test
    void takesTwoNumbersAsTheirSixteenBytes() {
        Random random = new Random(65);
        for (int i = 0; i < 100; i++) {
            long first = random.nextLong();
            long second = random.nextLong();
            byte[] both = ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(first)
                    .putLong(second)
                    .array();

            assertThat(XxHash64.ofTwo(XxHash64.begunWith(first), second)).isEqualTo(other.hash(both, 0, 16, 0));
        }
    }
}
