package dev.postrider.relay.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DictionaryColumnTest {
    private final DictionaryColumn column = new DictionaryColumn();

    private void add(List<String> texts) {
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            column.add(bytes, 0, bytes.length);
        }
    }

    /** What a server reads. */
    private List<String> read(int rows) throws IOException {
        BitSet all = new BitSet();
        all.set(0, rows);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        column.writeTo(out, all);
        assertThat(out.size()).isEqualTo((int) column.length(all));
        ByteBuffer in = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        in.getLong();
        int width = 1 << (in.getLong() & 0xff);
        List<String> dictionary = new ArrayList<>();
        for (long left = in.getLong(); left > 0; left--) {
            byte[] text = new byte[in.get()];
            in.get(text);
            dictionary.add(new String(text, StandardCharsets.UTF_8));
        }
        List<String> read = new ArrayList<>();
        for (long left = in.getLong(); left > 0; left--) {
            int number = width == 1 ? in.get() & 0xff : width == 2 ? in.getShort() & 0xffff : in.getInt();
            read.add(dictionary.get(number));
        }
        return read;
    }

    /** Texts that {@link String#hashCode} can't tell apart, nor any hash that multiplies by 31 whatever it begins with. */
    private static List<String> colliding(int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < 16; bit++) {
                text.append(((i >> bit) & 1) == 0 ? "Aa" : "BB");
            }
            texts.add(text.toString());
        }
        return texts;
    }

    @Test
    void textsThatWereMadeToCollideCostAFewComparisonsEach() throws IOException {
        List<String> texts = colliding(40_000);
        assertThat(texts.stream().map(String::hashCode).distinct()).hasSize(1);

        add(texts);

        assertThat(column.comparisons()).isLessThan(10L * texts.size());
        assertThat(read(texts.size())).isEqualTo(texts);
    }

    @Test
    void beyondTheMostThatAreSoughtTextsAreWrittenAsTheyComeAndTheOthersAreStillFound() throws IOException {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < DictionaryColumn.MOST_SOUGHT; i++) {
            many.add("type" + i);
        }
        add(many);
        long before = column.length(new BitSet());
        List<String> known = Collections.nCopies(100, "type7");
        add(known);
        assertThat(column.length(new BitSet())).isEqualTo(before);

        List<String> further = List.of("one more", "type8191", "one more", "one more");
        add(further);
        List<String> all = new ArrayList<>(many);
        all.addAll(known);
        all.addAll(further);

        assertThat(column.length(new BitSet())).isEqualTo(before + 3L * "_one more".length());
        assertThat(read(all.size())).isEqualTo(all);
    }

    @Test
    void begunAnewItSeeksAgain() throws IOException {
        add(colliding(10_000));
        column.clear(0);
        List<String> few = List.of("a", "b", "a", "", "b");
        add(few);

        assertThat(read(few.size())).isEqualTo(few);
        assertThat(column.length(new BitSet())).isEqualTo(4 * Long.BYTES + 5);
    }
}
