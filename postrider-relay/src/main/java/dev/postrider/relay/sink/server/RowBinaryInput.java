package dev.postrider.relay.sink.server;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads an answer in RowBinary, value by value. */
public final class RowBinaryInput {
    private final DataInputStream in;

    public RowBinaryInput(InputStream in) {
        this.in = new DataInputStream(new BufferedInputStream(in, 64 * 1024));
    }

    /** Whether there is another row. */
    public boolean hasNext() throws IOException {
        in.mark(1);
        boolean more = in.read() >= 0;
        if (more) {
            in.reset();
        }
        return more;
    }

    /** An Int64 or UInt64. */
    public long number() throws IOException {
        return Long.reverseBytes(in.readLong());
    }

    /** A String. */
    public String text() throws IOException {
        int length = 0;
        int shift = 0;
        int part;
        do {
            part = in.readUnsignedByte();
            length |= (part & 0x7f) << shift;
            shift += 7;
        } while (part > 0x7f);
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
