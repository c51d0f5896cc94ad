package dev.postrider.devdb.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An answer's body in chunks. Closing it writes the last, empty one: whoever wants to break off leaves it open. */
final class ChunkedOutput extends OutputStream {
    private static final int CHUNK_BYTES = 64 * 1024;
    /** Room for a chunk's size and line break before its data. */
    private static final int HEAD_BYTES = 8;

    private final OutputStream wire;
    private final byte[] chunk = new byte[HEAD_BYTES + CHUNK_BYTES + 2];
    private int filled;
    private boolean closed;

    ChunkedOutput(OutputStream wire) {
        this.wire = wire;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int n = Math.min(length - done, CHUNK_BYTES - filled);
            System.arraycopy(bytes, offset + done, chunk, HEAD_BYTES + filled, n);
            filled += n;
            done += n;
            if (filled == CHUNK_BYTES) {
                writeChunk();
            }
        }
    }

    /** Size and data leave in one write: small packets wait for each other. */
    private void writeChunk() throws IOException {
        if (filled == 0) {
            return;
        }
        byte[] size = (Integer.toHexString(filled) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int start = HEAD_BYTES - size.length;
        System.arraycopy(size, 0, chunk, start, size.length);
        chunk[HEAD_BYTES + filled] = '\r';
        chunk[HEAD_BYTES + filled + 1] = '\n';
        wire.write(chunk, start, size.length + filled + 2);
        filled = 0;
    }

    @Override
    public void flush() throws IOException {
        writeChunk();
        wire.flush();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        writeChunk();
        wire.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        wire.flush();
    }
}
