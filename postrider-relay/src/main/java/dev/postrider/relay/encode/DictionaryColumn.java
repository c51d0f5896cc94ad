package dev.postrider.relay.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Texts of which there are few different ones: each once, and for each row its number. What {@code LowCardinality(String)} is
 * stored as; the server is spared to find the repetitions. Where there are many different ones after all, the further ones are
 * written as they come, without being looked for: the server finds those that repeat, as it does with plain texts.
 *
 * @see <a href="https://github.com/ClickHouse/ClickHouse/blob/master/src/DataTypes/Serializations/SerializationLowCardinality.cpp">
 *     SerializationLowCardinality</a>: a version, the width of the numbers with two flags, the texts, the numbers
 */
final class DictionaryColumn implements Texts {
    private static final int FIRST_ROWS = 1024;
    private static final int FIRST_SLOTS = 64;
    /** As many as the server keeps in one dictionary (low_cardinality_max_dictionary_size). */
    static final int MOST_SOUGHT = 8192;

    private static final long VERSION = 1;
    /** The texts stand here, and not in a dictionary that blocks share. */
    private static final long FLAGS = 1L << 9 | 1L << 10;

    private static final int PREFIX = 4 * Long.BYTES;
    private static final int CHUNK = 8 * 1024;

    private int[] numbers = new int[FIRST_ROWS];
    private int rows;

    private final GrowingBytes dictionary = new GrowingBytes();
    /** The texts that are looked for, one behind the other, to compare with, and where each ends. */
    private byte[] texts = new byte[1024];

    private int[] ends = new int[FIRST_SLOTS];
    private int sought;
    /** How many texts are written, those that were not looked for included. */
    private int written;
    /** Open addressing; a text's number plus one, 0 for a free slot. */
    private int[] slots = new int[FIRST_SLOTS];

    private final SeededHash hash = new SeededHash();
    private int last = -1;
    private long comparisons;

    @Override
    public void add(byte[] source, int offset, int length) {
        int number = last >= 0 && isText(last, source, offset, length) ? last : numberOf(source, offset, length);
        if (number < sought) {
            last = number;
        }
        if (rows == numbers.length) {
            numbers = Arrays.copyOf(numbers, rows * 2);
        }
        numbers[rows++] = number;
    }

    /** How many pairs of texts were compared so far. */
    long comparisons() {
        return comparisons;
    }

    private boolean isText(int number, byte[] source, int offset, int length) {
        comparisons++;
        return Arrays.equals(texts, begin(number), ends[number], source, offset, offset + length);
    }

    private int begin(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    private int numberOf(byte[] source, int offset, int length) {
        int slot = slotOf(source, offset, length);
        if (slots[slot] > 0) {
            return slots[slot] - 1;
        }
        dictionary.putText(source, offset, length);
        if (sought < MOST_SOUGHT) {
            remember(source, offset, length);
            slots[slot] = sought;
            if (sought * 2 > slots.length) {
                growSlots();
            }
        }
        return written++;
    }

    /** Where the text is, or would be. */
    private int slotOf(byte[] source, int offset, int length) {
        int slot = (int) hash.of(source, offset, length) & (slots.length - 1);
        while (slots[slot] > 0 && !isText(slots[slot] - 1, source, offset, length)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private void remember(byte[] source, int offset, int length) {
        int begin = begin(sought);
        if (begin + length > texts.length) {
            texts = Arrays.copyOf(texts, Math.max(texts.length * 2, begin + length));
        }
        System.arraycopy(source, offset, texts, begin, length);
        if (sought == ends.length) {
            ends = Arrays.copyOf(ends, sought * 2);
        }
        ends[sought++] = begin + length;
    }

    private void growSlots() {
        slots = new int[slots.length * 4];
        for (int number = 0; number < sought; number++) {
            int begin = begin(number);
            slots[slotOf(texts, begin, ends[number] - begin)] = number + 1;
        }
    }

    /** How many bytes a number takes, as a power of two. */
    private int width() {
        return written <= 1 << 8 ? 0 : written <= 1 << 16 ? 1 : 2;
    }

    @Override
    public BitSet alike(int row) {
        BitSet alike = new BitSet(rows);
        for (int other = 0; other < rows; other++) {
            alike.set(other, numbers[other] == numbers[row]);
        }
        return alike;
    }

    @Override
    public void writeTo(OutputStream out, BitSet which) throws IOException {
        GrowingBytes head = new GrowingBytes();
        head.putNumber(VERSION, Long.BYTES);
        head.putNumber(FLAGS | width(), Long.BYTES);
        head.putNumber(written, Long.BYTES);
        head.writeTo(out, 0, head.length());
        dictionary.writeTo(out, 0, dictionary.length());
        GrowingBytes count = new GrowingBytes();
        count.putNumber(which.cardinality(), Long.BYTES);
        count.writeTo(out, 0, count.length());
        writeNumbers(out, which);
    }

    private void writeNumbers(OutputStream out, BitSet which) throws IOException {
        int bytes = 1 << width();
        byte[] chunk = new byte[CHUNK];
        int at = 0;
        for (int row = which.nextSetBit(0); row >= 0; row = which.nextSetBit(row + 1)) {
            int number = numbers[row];
            for (int i = 0; i < bytes; i++) {
                chunk[at++] = (byte) (number >>> (8 * i));
            }
            if (at == CHUNK) {
                out.write(chunk, 0, at);
                at = 0;
            }
        }
        out.write(chunk, 0, at);
    }

    @Override
    public long length(BitSet which) {
        return PREFIX + dictionary.length() + ((long) which.cardinality() << width());
    }

    @Override
    public void clear(long keepBytes) {
        rows = 0;
        sought = 0;
        written = 0;
        last = -1;
        dictionary.clear(keepBytes);
        if (slots.length > FIRST_SLOTS) {
            slots = new int[FIRST_SLOTS];
        } else {
            Arrays.fill(slots, 0);
        }
    }
}
