package dev.postrider.relay.sink.server;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A body that tells the watch of each piece of it that was taken. */
public final class WatchedOutput extends FilterOutputStream {
    /** So much leaves in time on a line that is worth its name. */
    private static final int SLICE_BYTES = 1 << 16;

    private final CallWatch.Watched call;

    public WatchedOutput(OutputStream out, CallWatch.Watched call) {
        super(out);
        this.call = call;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int written = 0; written < length; written += SLICE_BYTES) {
            out.write(bytes, offset + written, Math.min(SLICE_BYTES, length - written));
            call.advanced();
        }
    }
}
