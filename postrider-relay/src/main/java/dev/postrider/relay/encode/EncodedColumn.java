package dev.postrider.relay.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;

/** The values of one column of a batch, a value for each row. For one thread at a time. */
sealed interface EncodedColumn permits NumberColumn, Texts, OptionalColumn {
    /** Writes the values of some rows as a column of a block, without its name and type. */
    void writeTo(OutputStream out, BitSet rows) throws IOException;

    /** How many bytes {@link #writeTo} writes. */
    long length(BitSet rows);

    /** Forgets the values and keeps the memory, up to the given number of bytes. */
    void clear(long keepBytes);
}
