package dev.postrider.devdb.chdb;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** The few functions of the C library that the engine's pipes and exit need. */
@SuppressWarnings("MemberName") // named as in C
final class Libc {
    /** The call was interrupted by a signal before it did anything: call again. */
    static final int EINTR = 4;

    static {
        Native.register(Libc.class, Platform.C_LIBRARY_NAME);
    }

    static final int SIGHUP = 1;
    static final int SIGINT = 2;
    static final int SIGTERM = 15;
    static final @Nullable Pointer SIG_DFL = null;
    static final Pointer SIG_IGN = Pointer.createConstant(1);

    private Libc() {}

    static native @Nullable Pointer signal(int signal, @Nullable Pointer handler);

    static native int pipe(int[] readAndWriteEnd);

    static native long read(int descriptor, Pointer buffer, long length);

    static native int close(int descriptor);

    static native int dup(int descriptor);

    static native int dup2(int descriptor, int target);

    static native void _exit(int status);
}
