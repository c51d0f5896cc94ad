package dev.postrider.devdb.http;

import dev.postrider.devdb.chdb.EngineException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A request's body as it comes from the wire. It tells a client that went away from a body that is not what it claims to
 * be: the first ends the request, the second is answered.
 */
final class RequestBody extends FilterInputStream {
    private static final int CANNOT_DECOMPRESS = 271;

    private boolean broken;

    RequestBody(InputStream in) {
        super(in);
    }

    /** Unwraps the body's codings. */
    InputStream decoded(Transfer transfer) throws IOException {
        InputStream data = transfer.requestCoding() == null
                ? this
                : transfer.requestCoding().decode(this);
        return transfer.framedRequest() ? new FramedInput(data) : data;
    }

    /**
     * What a failure to read the decoded body means.
     *
     * @return the error for the client
     * @throws IOException the failure itself: the client is gone
     */
    EngineException explain(IOException failure) throws IOException {
        if (broken) {
            throw failure;
        }
        return EngineException.of(
                CANNOT_DECOMPRESS, "CANNOT_DECOMPRESS", "The body can't be decompressed: " + failure.getMessage());
    }

    /** Reads on to the end: a client that is still sending would not read the answer. */
    void drain() throws IOException {
        byte[] ignored = new byte[64 * 1024];
        int n = 0;
        while (n >= 0) {
            n = read(ignored);
        }
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return super.read(target, offset, length);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }
}
