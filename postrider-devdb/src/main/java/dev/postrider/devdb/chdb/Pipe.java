package dev.postrider.devdb.chdb;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.io.IOException;

/**
 * A pipe of the operating system whose write end the engine opens by name, so that a result leaves it block by block.
 * The reading side belongs to one thread; each end may be closed by any.
 */
final class Pipe implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int CLOSED = -1;

    private final Memory buffer = new Memory(BUFFER_BYTES);
    private int readEnd;
    private int writeEnd;

    private Pipe(int readEnd, int writeEnd) {
        this.readEnd = readEnd;
        this.writeEnd = writeEnd;
    }

    static Pipe open() throws IOException {
        int[] ends = new int[2];
        if (Libc.pipe(ends) != 0) {
            throw new IOException("cannot open a pipe for the result (errno " + Native.getLastError()
                    + "): too many files open? See ulimit -n");
        }
        return new Pipe(ends[0], ends[1]);
    }

    /** A file name that stands for the write end within this process. */
    synchronized String writeEndPath() {
        return "/dev/fd/" + writeEnd;
    }

    /** Waits for bytes and copies them; -1 when every writer has closed its end. */
    int read(byte[] target) throws IOException {
        int wanted = Math.min(target.length, BUFFER_BYTES);
        while (true) {
            long n = Libc.read(readEnd(), buffer, wanted);
            if (n > 0) {
                buffer.read(0, target, 0, (int) n);
                return (int) n;
            }
            if (n == 0) {
                return -1;
            }
            int errno = Native.getLastError();
            if (errno != Libc.EINTR) {
                throw new IOException("reading the engine's result failed (errno " + errno + ")");
            }
        }
    }

    private synchronized int readEnd() {
        return readEnd;
    }

    /** Makes the engine's next write fail, which ends its query. */
    synchronized void closeReadEnd() {
        if (readEnd != CLOSED) {
            Libc.close(readEnd);
            readEnd = CLOSED;
        }
    }

    synchronized void closeWriteEnd() {
        if (writeEnd != CLOSED) {
            Libc.close(writeEnd);
            writeEnd = CLOSED;
        }
    }

    @Override
    public void close() {
        closeWriteEnd();
        closeReadEnd();
        buffer.close();
    }
}
