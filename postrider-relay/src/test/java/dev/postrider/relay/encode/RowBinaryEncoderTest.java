package dev.postrider.relay.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.batch.EventField;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.RowLayout.Column;
import dev.postrider.relay.batch.RowLayout.WireType;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowBinaryEncoderTest {
    private static final WireType TEXT = new WireType.Text();

    private static final Column NARROW = column(EventField.METADATA_VERSION, new WireType.Whole(1, 127));

    @Test
    void writesMicrosecondsSince1970() throws IOException {
        byte[] encoded = encode(row(1, 0, "{}", 1, null), column(EventField.EVENT_DATE_TIME, new WireType.Time(6)));

        assertThat(little(encoded).getLong()).isEqualTo(946_684_800_000_000L);
    }

    @Test
    void writesTextWithItsLengthInBytes() throws IOException {
        String context = "{\"name\":\"" + "ж".repeat(100) + "\"}";

        byte[] encoded = encode(row(1, 0, context, 1, null), column(EventField.EVENT_CONTEXT, TEXT));

        byte[] text = context.getBytes(StandardCharsets.UTF_8);
        assertThat(encoded[0] & 0xff).isEqualTo((text.length & 0x7f) | 0x80);
        assertThat(encoded[1] & 0xff).isEqualTo(text.length >> 7);
        assertThat(encoded).hasSize(text.length + 2).endsWith(text);
    }

    @Test
    void writesAnAbsentTraceParentAsNothingOrAsNull() throws IOException {
        byte[] row = row(1, 0, "{}", 1, null);

        assertThat(encode(row, column(EventField.TRACE_PARENT, TEXT))).containsExactly(0);
        assertThat(encode(row, column(EventField.TRACE_PARENT, new WireType.Optional(TEXT))))
                .containsExactly(1);
        assertThat(encode(row(1, 0, "{}", 1, "00-x"), column(EventField.TRACE_PARENT, new WireType.Optional(TEXT))))
                .containsExactly(0, 4, '0', '0', '-', 'x');
    }

    @Test
    void writesNumbersInTheColumnsWidth() throws IOException {
        assertThat(encode(row(1, 0, "{}", 127, null), NARROW)).containsExactly(127);
    }

    @Test
    void leavesOutAnEventThatTheColumnsCannotHoldAndSaysWhy() throws IOException {
        RowBuffer buffer = new RowBuffer();
        RowBinaryEncoder encoder = new RowBinaryEncoder(
                new RowLayout(List.of(column(EventField.EVENT_TYPE, TEXT), NARROW)), "box", buffer);
        for (long version : new long[] {1, 128, 2}) {
            byte[] row = row(40 + version, 0, "{}", version, null);
            encoder.row(7, row, 0, row.length);
        }

        assertThat(buffer.unfit()).containsOnlyKeys(1);
        assertThat(buffer.unfit().get(1))
                .contains("event 168")
                .contains("metadata_version 128")
                .contains("at most 127");
        assertThat(buffer.rows()).isEqualTo(3);
        assertThat(buffer.eventId(2)).isEqualTo(42);
        assertThat(buffer.length(0, 3)).isEqualTo(2 * buffer.length(0, 1));
        ByteArrayOutputStream last = new ByteArrayOutputStream();
        buffer.writeRows(last, 2, 3);
        assertThat(last.toByteArray()).endsWith('d', 2);
    }

    @Test
    void dropsARowThatGoesOverThePiecesOfTheBuffer() throws IOException {
        RowBuffer buffer = new RowBuffer();
        RowBinaryEncoder encoder = new RowBinaryEncoder(
                new RowLayout(List.of(column(EventField.EVENT_CONTEXT, TEXT), NARROW)), "box", buffer);
        String large = "{\"x\":\"" + "x".repeat(700_000) + "\"}";
        byte[] first = row(1, 0, large, 1, null);
        byte[] bad = row(2, 0, large, 128, null);
        byte[] small = row(3, 0, "{}", 3, null);
        encoder.row(7, first, 0, first.length);
        encoder.row(7, bad, 0, bad.length);
        encoder.row(7, small, 0, small.length);

        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        buffer.writeRows(rows, 0, 3);
        assertThat(rows.size()).isEqualTo(large.length() + 3 + 1 + 4);
        assertThat(rows.toByteArray()).endsWith('"', '}', 1, 2, '{', '}', 3);
    }

    @Test
    void writesAllFieldsInTheLayoutsOrder() throws IOException {
        byte[] encoded = encode(
                row(7, 0, "{}", 1, null),
                column(EventField.OUTBOX, TEXT),
                column(EventField.EVENT_ID, new WireType.Whole(8, Long.MAX_VALUE)),
                column(EventField.EVENT_TYPE, TEXT),
                column(EventField.ENVIRONMENT, TEXT));

        assertThat(encoded)
                .startsWith(3, 'b', 'o', 'x', 7, 0, 0, 0, 0, 0, 0, 0)
                .endsWith("\5Local".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void beginsWithTheColumnsAndTheTypesTheRowsWereWrittenFor() throws IOException {
        RowBuffer buffer = new RowBuffer();
        new RowBinaryEncoder(
                new RowLayout(List.of(
                        new Column(EventField.OUTBOX, TEXT, "String"),
                        new Column(EventField.EVENT_ID, new WireType.Whole(4, 1), "UInt32"))),
                "box",
                buffer);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writeAll(buffer, out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\2\6outbox\10event_id\6String\6UInt32");
    }

    @Test
    void growsOverManyPiecesAndForgetsThemWhenCleared() throws IOException {
        RowBuffer buffer = new RowBuffer();
        RowLayout layout = new RowLayout(List.of(column(EventField.EVENT_CONTEXT, TEXT)));
        byte[] large = row(1, 0, "x".repeat(1_000_000), 1, null);
        new RowBinaryEncoder(layout, "box", buffer).row(7, large, 0, large.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        buffer.writeRows(out, 0, 1);
        assertThat(out.toString(StandardCharsets.US_ASCII)).endsWith("x".repeat(1_000_000));

        buffer.clear(0);
        byte[] small = row(2, 0, "y", 1, null);
        new RowBinaryEncoder(layout, "box", buffer).row(7, small, 0, small.length);
        out.reset();
        buffer.writeRows(out, 0, 1);
        assertThat(out.toByteArray()).containsExactly(1, 'y');
        assertThat(buffer.eventId(0)).isEqualTo(2);
    }

    private static void writeAll(RowBuffer buffer, ByteArrayOutputStream out) throws IOException {
        buffer.writeHeader(out);
        buffer.writeRows(out, 0, buffer.rows());
    }

    private static byte[] encode(byte[] row, Column... columns) throws IOException {
        RowBuffer buffer = new RowBuffer();
        byte[] shifted = new byte[row.length + 3];
        System.arraycopy(row, 0, shifted, 3, row.length);
        RowBinaryEncoder encoder = new RowBinaryEncoder(new RowLayout(List.of(columns)), "box", buffer);
        int header = (int) buffer.length();
        encoder.row(7, shifted, 3, row.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writeAll(buffer, out);
        return java.util.Arrays.copyOfRange(out.toByteArray(), header, out.size());
    }

    private static Column column(EventField field, WireType type) {
        return new Column(field, type, "Some(Type)");
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] row(long id, long micros, String context, long version, @Nullable String traceParent)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        number(out, id);
        text(out, "user_created");
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
