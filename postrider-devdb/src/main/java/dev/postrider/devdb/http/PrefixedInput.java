package dev.postrider.devdb.http;

import java.io.IOException;
import java.io.InputStream;

/** Bytes at hand, then a stream. Unlike a SequenceInputStream it leaves the stream open: it is still to be drained. */
final class PrefixedInput extends InputStream {
    private final byte[] prefix;
    private int position;
    private final InputStream rest;

    PrefixedInput(byte[] prefix, int offset, InputStream rest) {
        this.prefix = prefix;
        this.position = offset;
        this.rest = rest;
    }

    @Override
    public int read() throws IOException {
        return position < prefix.length ? prefix[position++] & 0xff : rest.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (position == prefix.length || length == 0) {
            return rest.read(target, offset, length);
        }
        int n = Math.min(length, prefix.length - position);
        System.arraycopy(prefix, position, target, offset, n);
        position += n;
        return n;
    }
}
