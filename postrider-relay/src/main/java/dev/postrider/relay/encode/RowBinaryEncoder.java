package dev.postrider.relay.encode;

import dev.postrider.relay.batch.BigEndian;
import dev.postrider.relay.batch.EventField;
import dev.postrider.relay.batch.RowConsumer;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.RowLayout.WireType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Writes events as ClickHouse's RowBinaryWithNamesAndTypes, straight from PostgreSQL's binary form. An event that the columns
 * can't hold is left out, with the reason. For one thread at a time.
 *
 * @see <a href="https://clickhouse.com/docs/interfaces/formats/RowBinaryWithNamesAndTypes">RowBinaryWithNamesAndTypes</a>
 */
public final class RowBinaryEncoder implements RowConsumer {
    /** PostgreSQL counts microseconds from 2000, ClickHouse from 1970. */
    private static final long EPOCH_SHIFT_MICROS =
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2000-01-01T00:00:00Z"));

    /** The fields in the order in which they come; see {@link RowConsumer}. */
    private static final List<EventField> INCOMING = List.of(
            EventField.EVENT_ID,
            EventField.EVENT_TYPE,
            EventField.EVENT_DATE_TIME,
            EventField.ENVIRONMENT,
            EventField.EVENT_CONTEXT,
            EventField.METADATA_VERSION,
            EventField.TRACE_PARENT);

    private static final int EVENT_ID = INCOMING.indexOf(EventField.EVENT_ID);
    private static final int EVENT_DATE_TIME = INCOMING.indexOf(EventField.EVENT_DATE_TIME);

    private final ColumnWriter[] columns;
    private final byte[] outbox;
    private final RowBuffer buffer;
    private final int[] offsets = new int[INCOMING.size()];
    private final int[] lengths = new int[INCOMING.size()];

    /**
     * One column of the layout, taken apart so that writing a row makes no object.
     *
     * @param source the field's place among those that come; −1 for the outbox's name, which is the same in each row
     * @param least the lowest value that fits: of a time, in microseconds
     * @param most the highest value that fits
     * @param bytes of a number; 0 for a text
     * @param factor what a value is multiplied with: a time's ticks per microsecond
     */
    private record ColumnWriter(
            EventField field,
            String declared,
            int source,
            boolean optional,
            boolean isTime,
            long least,
            long most,
            int bytes,
            long factor) {
        static ColumnWriter of(RowLayout.Column column) {
            boolean optional = column.type() instanceof WireType.Optional;
            WireType type = column.type() instanceof WireType.Optional some ? some.type() : column.type();
            int source = INCOMING.indexOf(column.field());
            if (type instanceof WireType.Text) {
                return new ColumnWriter(column.field(), column.declared(), source, optional, false, 0, 0, 0, 1);
            }
            if (type instanceof WireType.Time time) {
                return new ColumnWriter(
                        column.field(),
                        column.declared(),
                        source,
                        optional,
                        true,
                        time.minMicros(),
                        time.maxMicros(),
                        Long.BYTES,
                        time.ticksPerMicrosecond());
            }
            if (type instanceof WireType.Whole whole) {
                return new ColumnWriter(
                        column.field(),
                        column.declared(),
                        source,
                        optional,
                        false,
                        Long.MIN_VALUE,
                        whole.max(),
                        whole.bytes(),
                        1);
            }
            throw new IllegalStateException("no way to write " + type);
        }
    }

    /**
     * Writes to a buffer, the header at once.
     *
     * @param outbox the outbox's name, written into each row that has a column for it
     */
    public RowBinaryEncoder(RowLayout layout, String outbox, RowBuffer buffer) {
        this.columns = layout.columns().stream().map(ColumnWriter::of).toArray(ColumnWriter[]::new);
        this.outbox = outbox.getBytes(StandardCharsets.UTF_8);
        this.buffer = buffer;
        buffer.putLength(columns.length);
        layout.columns().forEach(column -> putText(column.field().column()));
        layout.columns().forEach(column -> putText(column.declared()));
        buffer.endHeader();
    }

    private void putText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        buffer.putLength(bytes.length);
        buffer.put(bytes, 0, bytes.length);
    }

    @Override
    public void row(long txid, byte[] row, int offset, int length) {
        locate(row, offset);
        buffer.beginRow(
                txid,
                BigEndian.longAt(row, offsets[EVENT_ID]),
                BigEndian.longAt(row, offsets[EVENT_DATE_TIME]) + EPOCH_SHIFT_MICROS);
        try {
            writeColumns(row);
        } catch (ValueOutOfRangeException e) {
            buffer.dropRow(String.valueOf(e.getMessage()));
        }
    }

    private void writeColumns(byte[] row) throws ValueOutOfRangeException {
        for (ColumnWriter column : columns) {
            if (column.optional()) {
                boolean absent = column.source() >= 0 && lengths[column.source()] < 0;
                buffer.put((byte) (absent ? 1 : 0));
                if (absent) {
                    continue;
                }
            }
            write(column, row);
        }
    }

    private void locate(byte[] row, int offset) {
        int at = offset;
        for (int field = 0; field < offsets.length; field++) {
            int length = BigEndian.intAt(row, at);
            offsets[field] = at + 4;
            lengths[field] = length;
            at += 4 + Math.max(0, length);
        }
    }

    private void write(ColumnWriter column, byte[] row) throws ValueOutOfRangeException {
        if (column.bytes() == 0) {
            writeText(column, row);
        } else if (column.isTime()) {
            buffer.putNumber(ticks(column, row), Long.BYTES);
        } else {
            buffer.putNumber(fitting(column, row), column.bytes());
        }
    }

    private void writeText(ColumnWriter column, byte[] row) {
        if (column.source() < 0) {
            buffer.putLength(outbox.length);
            buffer.put(outbox, 0, outbox.length);
            return;
        }
        // An absent trace_parent is an empty string where the column can't be null.
        int length = Math.max(0, lengths[column.source()]);
        buffer.putLength(length);
        buffer.put(row, offsets[column.source()], length);
    }

    private long ticks(ColumnWriter column, byte[] row) throws ValueOutOfRangeException {
        // PostgreSQL's times end before the sum could overflow, but for infinity, which is none of ClickHouse's
        long postgres = BigEndian.longAt(row, offsets[column.source()]);
        long micros = postgres == Long.MAX_VALUE ? postgres : postgres + EPOCH_SHIFT_MICROS;
        if (micros < column.least() || micros > column.most()) {
            String value = postgres == Long.MAX_VALUE || postgres == Long.MIN_VALUE ? "infinity" : instant(micros);
            throw outOfRange(column, row, value, instant(column.least()) + " to " + instant(column.most()), "");
        }
        return micros * column.factor();
    }

    private long fitting(ColumnWriter column, byte[] row) throws ValueOutOfRangeException {
        long value = BigEndian.longAt(row, offsets[column.source()]);
        if (value > column.most()) {
            throw outOfRange(column, row, Long.toString(value), "at most " + column.most(), "; widen the column");
        }
        return value;
    }

    private ValueOutOfRangeException outOfRange(
            ColumnWriter column, byte[] row, String value, String limit, String remedy) {
        long id = BigEndian.longAt(row, offsets[EVENT_ID]);
        String name = column.field().column();
        return new ValueOutOfRangeException("event " + id + " has the " + name + " " + value
                + ", and the event log's column of the type " + column.declared() + " holds " + limit + remedy);
    }

    private static String instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
}
