package dev.postrider.relay.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.batch.ShardKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShardKeysTest {
    private static final ShardKey USER = ShardKey.of("event_context.user_id");
    private static final int ID = 7;

    private final ShardKeys keys = new ShardKeys(USER);

    /** As PostgreSQL sends it: each value after its length. */
    private static byte[] row(String context) {
        byte[] json = context.getBytes(StandardCharsets.UTF_8);
        ByteBuffer row = ByteBuffer.allocate(100 + json.length);
        row.putInt(Long.BYTES).putLong(ID);
        row.putInt(1).put((byte) 't');
        row.putInt(Long.BYTES).putLong(0);
        row.putInt(1).put((byte) 'e');
        row.putInt(json.length).put(json);
        return row.array();
    }

    private long of(String context) {
        return keys.of(row(context), 0);
    }

    private static String contextWith(List<String> names) {
        return names.stream()
                .map(name -> '"' + name + "\": 1, ")
                .collect(Collectors.joining("", "{", "\"user_id\": \"a\"}"));
    }

    /**
     * Whoever may publish can choose names that are alike for the parser's own table of names, which is full sooner then. What it
     * does with further ones must not say where an event belongs: another process has met other names before it sends the same again.
     */
    @Test
    void whereAnEventBelongsDoesNotDependOnThoseBeforeIt() {
        List<String> names = alike();
        String event = contextWith(names.subList(2_000, 2_020));
        long atFirst = of(event);
        assertThat(atFirst).isEqualTo(of("{\"user_id\": \"a\"}")).isNotEqualTo(ID);

        for (int i = 0; i < 1_000; i += 20) {
            of(contextWith(names.subList(i, i + 20)));
        }

        assertThat(of(event)).isEqualTo(atFirst);
        assertThat(of(contextWith(names))).isEqualTo(atFirst);
    }

    /** Names of eight characters with the same hash there, whatever its seed: their halves are mixed before it. */
    private static List<String> alike() {
        int inverse = 1;
        for (int i = 0; i < 5; i++) {
            inverse *= 2 - 33 * inverse;
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 26 * 26 * 26 * 26; i++) {
            int first =
                    ('a' + i / 17_576) << 24 | ('a' + i / 676 % 26) << 16 | ('a' + i / 26 % 26) << 8 | ('a' + i % 26);
            int mixed = first + (first >>> 15);
            mixed ^= mixed >>> 9;
            byte[] name = ByteBuffer.allocate(8)
                    .putInt(first)
                    .putInt((0x12345678 - mixed) * inverse)
                    .array();
            String text = new String(name, StandardCharsets.ISO_8859_1);
            if (text.matches("[\\x30-\\x7a&&[^\\\\]]{8}")) {
                names.add(text);
            }
        }
        return names;
    }
}
