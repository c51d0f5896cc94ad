package dev.postrider.relay.content;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which ids of an id window, of {@value #WINDOW_IDS} consecutive ones, by their low 16 bits. Immutable.
 *
 * <p>Stored as runs or as a bitmap, whichever is shorter: ids come from a sequence, so that most sets are a run or two. The
 * first byte tells the form: 0 is followed by pairs of LEB128 numbers, the gap before a run and its length less one; 1 by
 * the bitmap, the lowest id in the lowest bit of the first byte.
 */
public final class IdSet {
    /** How many ids an id window has. */
    public static final int WINDOW_IDS = 1 << 16;

    private static final byte RUNS = 0;
    private static final byte BITMAP = 1;

    private final BitSet ids;

    private IdSet(BitSet ids) {
        this.ids = ids;
    }

    /** Copies the set. */
    public static IdSet of(BitSet lowBits) {
        if (lowBits.length() > WINDOW_IDS) {
            throw new IllegalArgumentException("a window has no id " + (lowBits.length() - 1));
        }
        return new IdSet((BitSet) lowBits.clone());
    }

    /**
     * Reads the form that {@link #bytes} gives.
     *
     * @throws IllegalArgumentException if it is not that form
     */
    public static IdSet parse(byte[] bytes) {
        if (bytes.length > 0 && bytes[0] == BITMAP) {
            return of(BitSet.valueOf(Arrays.copyOfRange(bytes, 1, bytes.length)));
        }
        if (bytes.length > 0 && bytes[0] == RUNS) {
            return new IdSet(runs(bytes));
        }
        throw new IllegalArgumentException("a set of ids begins with 0 or 1, this one has " + bytes.length + " bytes"
                + (bytes.length == 0 ? "" : " and begins with " + bytes[0]));
    }

    private static BitSet runs(byte[] bytes) {
        BitSet ids = new BitSet();
        int at = 1;
        int[] pair = new int[2];
        int id = 0;
        while (at < bytes.length) {
            for (int i = 0; i < 2; i++) {
                int number = 0;
                int shift = 0;
                byte part;
                do {
                    if (at == bytes.length || shift > 14) {
                        throw new IllegalArgumentException("a set of ids is cut off at byte " + at);
                    }
                    part = bytes[at++];
                    number |= (part & 0x7f) << shift;
                    shift += 7;
                } while (part < 0);
                pair[i] = number;
            }
            int begin = id + pair[0];
            id = begin + pair[1] + 1;
            if (id > WINDOW_IDS) {
                throw new IllegalArgumentException("a window has no id " + (id - 1));
            }
            ids.set(begin, id);
        }
        return ids;
    }

    /** The form that is stored. */
    public byte[] bytes() {
        ByteArrayOutputStream runs = new ByteArrayOutputStream();
        runs.write(RUNS);
        int end = 0;
        int longest = ids.length() / 8 + 2;
        for (int begin = ids.nextSetBit(0); begin >= 0 && runs.size() <= longest; begin = ids.nextSetBit(end)) {
            put(runs, begin - end);
            end = ids.nextClearBit(begin);
            put(runs, end - begin - 1);
        }
        return runs.size() <= longest ? runs.toByteArray() : bitmap();
    }

    private static void put(ByteArrayOutputStream out, int number) {
        int rest = number;
        while (rest > 0x7f) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private byte[] bitmap() {
        byte[] bits = ids.toByteArray();
        byte[] bytes = new byte[bits.length + 1];
        bytes[0] = BITMAP;
        System.arraycopy(bits, 0, bytes, 1, bits.length);
        return bytes;
    }

    /** The low 16 bits of an id. */
    public static int lowBits(long id) {
        return (int) (id & (WINDOW_IDS - 1));
    }

    /** Whether the window's id is among them; only its low 16 bits count. */
    public boolean contains(long id) {
        return ids.get(lowBits(id));
    }

    /** How many. */
    public int size() {
        return ids.cardinality();
    }

    /** The low 16 bits of each; a copy. */
    public BitSet lowBits() {
        return (BitSet) ids.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdSet that && ids.equals(that.ids);
    }

    @Override
    public int hashCode() {
        return ids.hashCode();
    }

    @Override
    public String toString() {
        return ids.toString();
    }
}
