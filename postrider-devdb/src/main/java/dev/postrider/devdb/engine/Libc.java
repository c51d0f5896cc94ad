package dev.postrider.devdb.engine;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The few functions of the C library that the process needs: its signals, its stdin, its end. */
final class Libc {
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;
    private static final @Nullable Pointer SIG_DFL = null;
    private static final Pointer SIG_IGN = Pointer.createConstant(1);
    private static final int STDIN = 0;

    static {
        Native.register(Libc.class, Platform.C_LIBRARY_NAME);
    }

    private Libc() {}

    private static native @Nullable Pointer signal(int signal, @Nullable Pointer handler);

    private static native int pipe(int[] readAndWriteEnd);

    private static native int close(int descriptor);

    private static native int dup(int descriptor);

    private static native int dup2(int descriptor, int target);

    @SuppressWarnings("MemberName") // named as in C
    private static native void _exit(int status);

    /**
     * Makes SIGINT and SIGHUP do nothing and SIGTERM end the process at once. The JVM's own answer to them is an ordinary
     * exit, which runs the engine's destructors.
     */
    static void takeOverSignals() {
        signal(SIGINT, SIG_IGN);
        signal(SIGHUP, SIG_IGN);
        signal(SIGTERM, SIG_DFL);
    }

    /**
     * Takes stdin away from the engine, which finds it empty from now on.
     *
     * @return a file that stands for the stdin of before
     */
    static Path takeOverStdin() throws IOException {
        int[] ends = new int[2];
        int stdin = dup(STDIN);
        if (stdin < 0 || pipe(ends) != 0 || close(ends[1]) != 0 || dup2(ends[0], STDIN) < 0) {
            throw new IOException("stdin can't be replaced (errno " + Native.getLastError() + ")");
        }
        return Path.of("/dev/fd/" + stdin);
    }

    /** Ends the process at once: at an ordinary exit the engine's destructors may abort under running queries. */
    static void exit(int status) {
        _exit(status);
    }
}
