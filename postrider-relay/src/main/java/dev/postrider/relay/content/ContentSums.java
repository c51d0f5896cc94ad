package dev.postrider.relay.content;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a set of events holds, by column: for each of {@link #COLUMNS} a sum modulo 2^64 that does not depend on the events'
 * order and changes with any value. Two sets of the same ids with the same sum hold the same values.
 *
 * <p>A sum's terms are the xxHash64 of the event's id and, behind it, of h, in eight bytes each with the least significant
 * first; h is the xxHash64 of a text's bytes, or the value itself of a number or time (microseconds since 1970). An absent
 * trace parent counts as an empty text. Instances are immutable.
 */
public final class ContentSums {
    /** The columns that have a sum, in their order. */
    public static final List<EventField> COLUMNS = List.of(
            EventField.EVENT_TYPE,
            EventField.EVENT_DATE_TIME,
            EventField.ENVIRONMENT,
            EventField.EVENT_CONTEXT,
            EventField.METADATA_VERSION,
            EventField.TRACE_PARENT);

    /** Of no events. */
    public static final ContentSums NONE = new ContentSums(new long[COLUMNS.size()]);

    private final long[] sums;

    private ContentSums(long[] sums) {
        this.sums = sums;
    }

    /**
     * Takes a sum for each column.
     *
     * @param sums in the order of {@link #COLUMNS}
     */
    public static ContentSums of(long... sums) {
        if (sums.length != COLUMNS.size()) {
            throw new IllegalArgumentException(sums.length + " sums for " + COLUMNS.size() + " columns");
        }
        return new ContentSums(sums.clone());
    }

    /** Reads the form that {@link #bytes} gives. */
    public static ContentSums parse(byte[] bytes) {
        if (bytes.length != COLUMNS.size() * Long.BYTES) {
            throw new IllegalArgumentException("sums have " + bytes.length + " bytes instead of 48");
        }
        long[] sums = new long[COLUMNS.size()];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(sums);
        return new ContentSums(sums);
    }

    /** Eight bytes for each column, the least significant first. */
    public byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(COLUMNS.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(sums);
        return bytes.array();
    }

    /** Of both sets of events together. */
    public ContentSums plus(ContentSums other) {
        long[] both = sums.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] += other.sums[i];
        }
        return new ContentSums(both);
    }

    /** Of these events without others that are among them. */
    public ContentSums minus(ContentSums others) {
        long[] rest = sums.clone();
        for (int i = 0; i < rest.length; i++) {
            rest[i] -= others.sums[i];
        }
        return new ContentSums(rest);
    }

    /**
     * Adds each column's sum to the array.
     *
     * @param totals in the order of {@link #COLUMNS}
     */
    public void addTo(long[] totals) {
        for (int i = 0; i < sums.length; i++) {
            totals[i] += sums[i];
        }
    }

    /** The columns in which the other set of events differs. */
    public Set<EventField> differing(ContentSums other) {
        Set<EventField> differing = EnumSet.noneOf(EventField.class);
        for (int i = 0; i < sums.length; i++) {
            if (sums[i] != other.sums[i]) {
                differing.add(COLUMNS.get(i));
            }
        }
        return differing;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentSums that && Arrays.equals(sums, that.sums);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sums);
    }

    @Override
    public String toString() {
        return "ContentSums" + Arrays.toString(sums);
    }
}
