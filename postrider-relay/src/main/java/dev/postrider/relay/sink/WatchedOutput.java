package dev.postrider.relay.sink;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A body that tells the watch of each piece of it that was taken. */
final class WatchedOutput extends FilterOutputStream {
    private final SendWatch.Watched send;

    WatchedOutput(OutputStream out, SendWatch.Watched send) {
        super(out);
        this.send = send;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        send.advanced();
    }
}
