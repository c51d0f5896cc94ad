package dev.postrider.devdb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ClickHouse's own compressed blocks. */
class FramesTest {
    @Test
    @SuppressWarnings("deprecation") // the client has no other
    void theChecksumIsTheOfficialClients() {
        Random random = new Random(1);
        for (int length = 0; length < 1100; length++) {
            byte[] bytes = new byte[length + 3];
            random.nextBytes(bytes);
            long[] expected = com.clickhouse.data.ClickHouseCityHash.cityHash128(bytes, 3, length);
            assertThat(CityHash128.of(bytes, 3, length))
                    .as("length %d", length)
                    .isEqualTo(new CityHash128(expected[0], expected[1]));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 128 * 1024, 128 * 1024 + 1, 1_000_000})
    void whatIsWrittenIsReadAgain(int length) throws IOException {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        assertThat(new FramedInput(new ByteArrayInputStream(framed(data))).readAllBytes())
                .isEqualTo(data);
    }

    @Test
    void aChangedByteIsNoticed() throws IOException {
        byte[] frames = framed(new byte[5000]);
        frames[frames.length - 3] ^= 1;
        assertThatThrownBy(() -> new FramedInput(new ByteArrayInputStream(frames)).readAllBytes())
                .isInstanceOf(FramedInput.CorruptBlockException.class)
                .hasMessageContaining("Checksum doesn't match");
    }

    @Test
    void aBodyThatIsNotFramedIsRefusedWithoutTakingItsLengthAtItsWord() {
        byte[] text = "INSERT INTO t VALUES (1), (2), (3), (4), (5), (6)".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> new FramedInput(new ByteArrayInputStream(text)).readAllBytes())
                .isInstanceOf(FramedInput.CorruptBlockException.class)
                .hasMessageContaining("out of range");
    }

    @Test
    void aCutBodyIsNoticed() throws IOException {
        byte[] frames = framed(new byte[5000]);
        byte[] cut = java.util.Arrays.copyOf(frames, frames.length - 1);
        assertThatThrownBy(() -> new FramedInput(new ByteArrayInputStream(cut)).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ends within a compressed block");
    }

    @Test
    void blocksOfZstdAndUncompressedOnesAreReadToo() throws IOException {
        byte[] data = "hello hello hello hello".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(frame((byte) 0x90, Zstd.compress(data), data.length));
        frames.writeBytes(frame((byte) 0x02, data, data.length));
        assertThat(new FramedInput(new ByteArrayInputStream(frames.toByteArray())).readAllBytes())
                .asString()
                .isEqualTo("hello hello hello hello".repeat(2));
    }

    private static byte[] framed(byte[] data) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        try (FramedOutput out = new FramedOutput(frames)) {
            out.write(data);
        }
        return frames.toByteArray();
    }

    private static byte[] frame(byte method, byte[] compressed, int size) {
        ByteBuffer frame = ByteBuffer.allocate(25 + compressed.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.put(16, method).putInt(17, 9 + compressed.length).putInt(21, size).put(25, compressed);
        CityHash128 checksum = CityHash128.of(frame.array(), 16, 9 + compressed.length);
        return frame.putLong(0, checksum.low()).putLong(8, checksum.high()).array();
    }
}
