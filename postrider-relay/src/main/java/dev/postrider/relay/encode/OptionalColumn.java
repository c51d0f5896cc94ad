package dev.postrider.relay.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;

/**
 * Values that may be absent: first one byte for each row says which are, then the values.
 *
 * @param values with an empty one for each that is absent
 */
record OptionalColumn(NumberColumn absent, EncodedColumn values) implements EncodedColumn {
    OptionalColumn(EncodedColumn values) {
        this(new NumberColumn(1), values);
    }

    @Override
    public void writeTo(OutputStream out, BitSet rows) throws IOException {
        absent.writeTo(out, rows);
        values.writeTo(out, rows);
    }

    @Override
    public long length(BitSet rows) {
        return absent.length(rows) + values.length(rows);
    }

    @Override
    public void clear(long keepBytes) {
        absent.clear(keepBytes);
        values.clear(keepBytes);
    }
}
