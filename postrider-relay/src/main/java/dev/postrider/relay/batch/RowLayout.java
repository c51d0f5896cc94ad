package dev.postrider.relay.batch;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.content.EventField;
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

        /**
         * Ticks since 1970 in 8 bytes: DateTime64(digits).
         *
         * @param digits of a second's fraction, 6 to 9: with fewer, microseconds would be cut off
         */
        record Time(int digits) implements WireType {
            // What the column's type is made for; beyond it, queries show other times than the ones stored.
            private static final long EARLIEST = EventTime.micros(EventTime.EARLIEST);
            private static final long LATEST = EventTime.micros(EventTime.LATEST);
            private static final long[] TICKS_PER_MICROSECOND = {1, 10, 100, 1_000};

            /** Refuses a number of digits that would lose something. */
            public Time {
                if (digits < 6 || digits > 9) {
                    throw new IllegalArgumentException("a time of " + digits + " digits, must be 6 to 9");
                }
            }

            /** How many ticks a microsecond has. */
            public long ticksPerMicrosecond() {
                return TICKS_PER_MICROSECOND[digits - 6];
            }

            /** The earliest time that fits, in microseconds since 1970. */
            public long minMicros() {
                return Math.max(EARLIEST, Long.MIN_VALUE / ticksPerMicrosecond());
            }

            /** The latest time that fits, in microseconds since 1970. */
            public long maxMicros() {
                return Math.min(LATEST, Long.MAX_VALUE / ticksPerMicrosecond());
            }
        }

        /**
         * A little-endian integer.
         *
         * @param bytes its width: 1, 2, 4, 8, 16 or 32
         * @param max the largest value that fits
         */
        record Whole(int bytes, long max) implements WireType {}

        /** A value that may be absent: one byte says which, then the value if there is one. */
        record Optional(WireType type) implements WireType {}
    }
}
