package dev.postrider.relay.encode;

import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.RowLayout.WireType;
import java.nio.charset.StandardCharsets;

/**
 * A column of a layout.
 *
 * @param head what stands before the values: the column's name and the type they are written in
 */
record NamedColumn(RowLayout.Column column, GrowingBytes head, EncodedColumn values) {
    private static final String DICTIONARY = "LowCardinality(String)";

    /** How a column of the type JSON says that its values come as texts. */
    private static final long JSON_AS_TEXT = 1;

    static NamedColumn of(RowLayout.Column column) {
        GrowingBytes head = new GrowingBytes();
        putText(head, column.field().column());
        String type = written(column.declared());
        putText(head, type);
        if (type.startsWith("JSON") || type.startsWith("Nullable(JSON")) {
            head.putNumber(JSON_AS_TEXT, Long.BYTES);
        }
        return new NamedColumn(column, head, values(column.type(), type));
    }

    /** A server adds and takes away {@code LowCardinality} without loss; of texts alone it is worth the trouble to write it. */
    private static String written(String declared) {
        boolean isPlain = !declared.startsWith("LowCardinality(") || declared.equals(DICTIONARY);
        return isPlain ? declared : declared.substring("LowCardinality(".length(), declared.length() - 1);
    }

    private static EncodedColumn values(WireType type, String written) {
        if (type instanceof WireType.Optional optional) {
            return new OptionalColumn(values(optional.type(), ""));
        }
        if (type instanceof WireType.Text) {
            return written.equals(DICTIONARY) ? new DictionaryColumn() : new TextColumn();
        }
        if (type instanceof WireType.Time) {
            return new NumberColumn(Long.BYTES);
        }
        if (type instanceof WireType.Whole whole) {
            return new NumberColumn(whole.bytes());
        }
        throw new IllegalStateException("no way to write " + type);
    }

    private static void putText(GrowingBytes bytes, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.putText(utf8, 0, utf8.length);
    }
}
