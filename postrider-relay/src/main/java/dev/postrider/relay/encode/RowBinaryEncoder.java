package dev.postrider.relay.encode;

import dev.postrider.relay.batch.BigEndian;
import dev.postrider.relay.batch.EventField;
import dev.postrider.relay.batch.RowConsumer;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.RowLayout.WireType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes events as ClickHouse's RowBinary, straight from PostgreSQL's binary form. For one thread at a time.
 *
 * @see <a href="https://clickhouse.com/docs/interfaces/formats/RowBinary">RowBinary</a>
 */
public final class RowBinaryEncoder implements RowConsumer {
    /** PostgreSQL counts microseconds from 2000, ClickHouse from 1970. */
    private static final long EPOCH_SHIFT_MICROS =
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2000-01-01T00:00:00Z"));

    /** The fields in the order in which they come; see {@link RowConsumer}. */
    private static final EventField[] INCOMING = {
        EventField.EVENT_ID,
        EventField.EVENT_TYPE,
        EventField.EVENT_DATE_TIME,
        EventField.ENVIRONMENT,
        EventField.EVENT_CONTEXT,
        EventField.METADATA_VERSION,
        EventField.TRACE_PARENT
    };

    private final EventField[] fields;
    private final WireType[] types;
    private final boolean[] optional;
    private final byte[] outbox;
    private final RowBuffer buffer;
    private final int[] offsets = new int[EventField.values().length];
    private final int[] lengths = new int[EventField.values().length];

    /**
     * Writes to a buffer.
     *
     * @param outbox the outbox's name, written into each row that has a column for it
     */
    public RowBinaryEncoder(RowLayout layout, String outbox, RowBuffer buffer) {
        int columns = layout.columns().size();
        this.fields = new EventField[columns];
        this.types = new WireType[columns];
        this.optional = new boolean[columns];
        for (int i = 0; i < columns; i++) {
            RowLayout.Column column = layout.columns().get(i);
            fields[i] = column.field();
            optional[i] = column.type() instanceof WireType.Optional;
            types[i] = column.type() instanceof WireType.Optional some ? some.type() : column.type();
        }
        this.outbox = outbox.getBytes(StandardCharsets.UTF_8);
        this.buffer = buffer;
    }

    @Override
    public void row(byte[] row, int offset, int length) {
        locate(row, offset);
        for (int i = 0; i < fields.length; i++) {
            if (optional[i]) {
                boolean absent = fields[i] == EventField.TRACE_PARENT && lengths[EventField.TRACE_PARENT.ordinal()] < 0;
                buffer.put((byte) (absent ? 1 : 0));
                if (absent) {
                    continue;
                }
            }
            write(fields[i], types[i], row);
        }
    }

    private void locate(byte[] row, int offset) {
        int at = offset;
        for (EventField field : INCOMING) {
            int length = BigEndian.intAt(row, at);
            offsets[field.ordinal()] = at + 4;
            lengths[field.ordinal()] = length;
            at += 4 + Math.max(0, length);
        }
    }

    private void write(EventField field, WireType type, byte[] row) {
        int offset = offsets[field.ordinal()];
        if (type instanceof WireType.Text) {
            writeText(field, row, offset);
        } else if (type instanceof WireType.Microseconds) {
            buffer.putNumber(BigEndian.longAt(row, offset) + EPOCH_SHIFT_MICROS, Long.BYTES);
        } else if (type instanceof WireType.Whole whole) {
            buffer.putNumber(fitting(field, whole, row, offset), whole.bytes());
        } else {
            throw new IllegalStateException("no way to write " + type);
        }
    }

    private void writeText(EventField field, byte[] row, int offset) {
        if (field == EventField.OUTBOX) {
            buffer.putLength(outbox.length);
            buffer.put(outbox, 0, outbox.length);
            return;
        }
        // An absent trace_parent is an empty string where the column can't be null.
        int length = Math.max(0, lengths[field.ordinal()]);
        buffer.putLength(length);
        buffer.put(row, offset, length);
    }

    private long fitting(EventField field, WireType.Whole whole, byte[] row, int offset) {
        long value = BigEndian.longAt(row, offset);
        if (value > whole.max()) {
            long id = BigEndian.longAt(row, offsets[EventField.EVENT_ID.ordinal()]);
            throw new ValueOutOfRangeException("event " + id + " has the " + field.column() + " " + value
                    + ", and the event log's column holds at most " + whole.max() + "; widen the column");
        }
        return value;
    }
}
