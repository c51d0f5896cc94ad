package dev.postrider.relay.batch;

import java.util.List;

/**
 * Which columns the sink takes, in which order, and how each value is written.
 *
 * @param columns in the order of the encoded row
 */
public record RowLayout(List<Column> columns) {
    /** Copies the list. */
    public RowLayout {
        columns = List.copyOf(columns);
    }

    /**
     * One column of the event log that an event's field is written to.
     *
     * @param declared its type in the sink's words; sent along, so that a column that was altered since is noticed
     */
    public record Column(EventField field, WireType type, String declared) {}

    /** How a value is written on the wire. */
    public sealed interface WireType {
        /** Length, then bytes: String, its LowCardinality form, and JSON sent as text. */
        record Text() implements WireType {}

        /** Microseconds since 1970 in 8 bytes: DateTime64(6). */
        record Microseconds() implements WireType {}

        /**
         * A little-endian integer.
         *
         * @param bytes its width: 1, 2, 4 or 8
         * @param max the largest value that fits
         */
        record Whole(int bytes, long max) implements WireType {}

        /** A value that may be absent: one byte says which, then the value if there is one. */
        record Optional(WireType type) implements WireType {}
    }
}
