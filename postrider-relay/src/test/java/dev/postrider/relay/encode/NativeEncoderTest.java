package dev.postrider.relay.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.RowLayout.Column;
import dev.postrider.relay.batch.RowLayout.WireType;
import dev.postrider.relay.content.EventField;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NativeEncoderTest {
    private static final WireType TEXT = new WireType.Text();

    private static final Column TYPE = new Column(EventField.EVENT_TYPE, TEXT, "LowCardinality(String)");
    private static final Column CONTEXT = new Column(EventField.EVENT_CONTEXT, TEXT, "String");
    private static final Column NARROW = new Column(EventField.METADATA_VERSION, new WireType.Whole(1, 127), "Int8");
    private static final Column ID = new Column(EventField.EVENT_ID, new WireType.Whole(8, Long.MAX_VALUE), "UInt64");

    private final RowBuffer buffer = new RowBuffer();

    @Test
    void writesABlockColumnByColumnWithNamesAndTypes() throws IOException {
        encode(row(7, 0, "{}", 1, null), row(8, 0, "[]", 2, null), CONTEXT, ID);

        assertThat(written(buffer.allRows()))
                .isEqualTo(bytes().raw(2, 2)
                        .text("event_context", "String", "{}", "[]")
                        .text("event_id", "UInt64")
                        .number(7)
                        .number(8)
                        .toByteArray());
    }

    @Test
    void writesMicrosecondsSince1970() throws IOException {
        encode(
                row(1, 0, "{}", 1, null),
                new Column(EventField.EVENT_DATE_TIME, new WireType.Time(6), "DateTime64(6, 'UTC')"));

        assertThat(written(buffer.allRows()))
                .isEqualTo(bytes().raw(1, 1)
                        .text("event_date_time", "DateTime64(6, 'UTC')")
                        .number(946_684_800_000_000L)
                        .toByteArray());
    }

    @Test
    void writesTextWithItsLengthInBytes() throws IOException {
        String context = "{\"name\":\"" + "ж".repeat(100) + "\"}";

        encode(row(1, 0, context, 1, null), CONTEXT);

        byte[] text = context.getBytes(StandardCharsets.UTF_8);
        assertThat(written(buffer.allRows()))
                .isEqualTo(bytes().raw(1, 1)
                        .text("event_context", "String")
                        .raw((text.length & 0x7f) | 0x80, text.length >> 7)
                        .bytes(text)
                        .toByteArray());
    }

    @Test
    void writesATextOfFewDifferentOnesOnceAndThenItsNumber() throws IOException {
        encode(row("a", 1), row("b", 2), row("a", 3), row("", 4), TYPE);

        assertThat(written(buffer.allRows()))
                .isEqualTo(bytes().raw(1, 4)
                        .text("event_type", "LowCardinality(String)")
                        .number(1)
                        .number(3 << 9)
                        .number(3)
                        .text("a", "b", "")
                        .number(4)
                        .raw(0, 1, 0, 2)
                        .toByteArray());
    }

    @Test
    void numbersThatNeedTwoBytesOrMoreGetThem() throws IOException {
        NativeEncoder encoder = new NativeEncoder(new RowLayout(List.of(TYPE)), "box", buffer);
        for (int i = 0; i < 70_000; i++) {
            byte[] row = row("type" + i, i);
            encoder.row(7, row, 0, row.length);
        }
        BitSet some = new BitSet();
        some.set(69_999);
        some.set(258);

        byte[] block = written(some);

        assertThat(block).hasSize((int) buffer.length(some));
        assertThat(block).endsWith(2, 1, 0, 0, 0x6f, 0x11, 1, 0);
    }

    @Test
    void writesAnAbsentTraceParentAsNothingOrAsNull() throws IOException {
        encode(row(1, 0, "{}", 1, null), new Column(EventField.TRACE_PARENT, TEXT, "String"));
        assertThat(written(buffer.allRows()))
                .endsWith(bytes().text("String", "").toByteArray());

        encode(
                row(1, 0, "{}", 1, null),
                row(1, 0, "{}", 1, "00-x"),
                new Column(EventField.TRACE_PARENT, new WireType.Optional(TEXT), "LowCardinality(Nullable(String))"));
        assertThat(written(buffer.allRows()))
                .endsWith(bytes().text("Nullable(String)")
                        .raw(1, 0)
                        .text("", "00-x")
                        .toByteArray());
    }

    @Test
    void saysThatJsonComesAsText() throws IOException {
        encode(row(1, 0, "{}", 1, null), new Column(EventField.EVENT_CONTEXT, TEXT, "JSON(a UInt8)"));

        assertThat(written(buffer.allRows()))
                .endsWith(bytes().text("JSON(a UInt8)").number(1).text("{}").toByteArray());
    }

    @Test
    void leavesOutAnEventThatTheColumnsCannotHoldAndSaysWhy() throws IOException {
        encode(row("a", 1), row("b", 128), row("c", 2), TYPE, NARROW);

        assertThat(buffer.unfit()).containsOnlyKeys(1);
        assertThat(buffer.unfit().get(1))
                .contains("event 168")
                .contains("metadata_version 128")
                .contains("at most 127");
        assertThat(buffer.rows()).isEqualTo(3);
        assertThat(buffer.eventId(2)).isEqualTo(42);
        BitSet fit = buffer.allRows();
        fit.clear(1);
        assertThat(written(fit))
                .startsWith(2, 2)
                .endsWith(bytes().number(2)
                        .raw(0, 2)
                        .text("metadata_version", "Int8")
                        .raw(1, 2)
                        .toByteArray());
    }

    @Test
    void writesAnyOfTheRows() throws IOException {
        encode(row(1, 0, "{}", 1, null), row(2, 0, "[1]", 2, null), row(3, 0, "{\"b\":1}", 3, null), CONTEXT, NARROW);
        BitSet ends = buffer.allRows();
        ends.clear(1);

        assertThat(written(ends))
                .hasSize((int) buffer.length(ends))
                .isEqualTo(bytes().raw(2, 2)
                        .text("event_context", "String", "{}", "{\"b\":1}")
                        .text("metadata_version", "Int8")
                        .raw(1, 3)
                        .toByteArray());
    }

    @Test
    void writesTheOutboxsNameIntoEachRow() throws IOException {
        encode(row(7, 0, "{}", 1, null), row(8, 0, "{}", 1, null), new Column(EventField.OUTBOX, TEXT, "String"));

        assertThat(written(buffer.allRows()))
                .endsWith(bytes().text("String", "box", "box").toByteArray());
    }

    @Test
    void growsOverManyPiecesAndForgetsThemWhenCleared() throws IOException {
        String large = "x".repeat(1_000_000);
        encode(row(1, 0, large, 1, null), CONTEXT);
        assertThat(new String(written(buffer.allRows()), StandardCharsets.US_ASCII))
                .endsWith(large);

        encode(row(2, 0, "y", 1, null), CONTEXT);
        assertThat(written(buffer.allRows()))
                .isEqualTo(
                        bytes().raw(1, 1).text("event_context", "String", "y").toByteArray());
        assertThat(buffer.eventId(0)).isEqualTo(2);
    }

    @Test
    void takesTheColumnsOfAnotherLayout() throws IOException {
        encode(row(1, 0, "{}", 1, null), CONTEXT);

        encode(row(2, 0, "{}", 5, null), NARROW);

        assertThat(written(buffer.allRows()))
                .isEqualTo(bytes().raw(1, 1)
                        .text("metadata_version", "Int8")
                        .raw(5)
                        .toByteArray());
    }

    /** Rows, and then the columns to write. */
    private void encode(Object... rowsAndColumns) {
        List<Column> columns = new ArrayList<>();
        List<byte[]> rows = new ArrayList<>();
        for (Object given : rowsAndColumns) {
            if (given instanceof Column column) {
                columns.add(column);
            } else {
                rows.add((byte[]) given);
            }
        }
        buffer.clear(0);
        NativeEncoder encoder = new NativeEncoder(new RowLayout(columns), "box", buffer);
        for (byte[] row : rows) {
            byte[] shifted = new byte[row.length + 3];
            System.arraycopy(row, 0, shifted, 3, row.length);
            encoder.row(7, shifted, 3, row.length);
        }
    }

    private byte[] written(BitSet rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        buffer.writeTo(out, rows);
        assertThat(out.size()).isEqualTo(buffer.length(rows));
        return out.toByteArray();
    }

    private static Expected bytes() {
        return new Expected();
    }

    /** What a block should be, in the words of the format. */
    private static final class Expected {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Expected raw(int... values) {
            for (int value : values) {
                out.write(value);
            }
            return this;
        }

        Expected bytes(byte[] values) {
            out.writeBytes(values);
            return this;
        }

        Expected text(String... texts) {
            for (String text : texts) {
                raw(text.length()).bytes(text.getBytes(StandardCharsets.UTF_8));
            }
            return this;
        }

        Expected number(long value) {
            return bytes(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array());
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }

    private static byte[] row(String type, long version) throws IOException {
        return row(40 + version, type, 0, "{}", version, null);
    }

    private static byte[] row(long id, long micros, String context, long version, @Nullable String traceParent)
            throws IOException {
        return row(id, "user_created", micros, context, version, traceParent);
    }

    private static byte[] row(
            long id, String type, long micros, String context, long version, @Nullable String traceParent)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        number(out, id);
        text(out, type);
        number(out, micros);
        text(out, "Local");
        text(out, context);
        number(out, version);
        if (traceParent == null) {
            out.writeInt(-1);
        } else {
            text(out, traceParent);
        }
        return bytes.toByteArray();
    }

    private static void number(DataOutputStream out, long value) throws IOException {
        out.writeInt(8);
        out.writeLong(value);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
