package dev.postrider.devdb.chdb;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The C functions of libchdb 26.7 as its header declares them. Lengths are {@code size_t}: the supported systems are all
 * 64-bit.
 */
@SuppressWarnings("MemberName") // named as in C
final class Chdb {
    private Chdb() {}

    static void load(Path library) {
        Native.register(Chdb.class, NativeLibrary.getInstance(library.toString()));
    }

    static native void chdb_set_signal_handlers_enabled(int enabled);

    /** The handle must be dereferenced once for the other functions; null = failed. */
    static native @Nullable Pointer chdb_connect(int argc, Pointer argv);

    static native void chdb_close_conn(Pointer handle);

    static native Pointer chdb_query_with_params_n(
            Pointer connection,
            byte[] query,
            long queryLength,
            byte[] format,
            long formatLength,
            @Nullable Pointer names,
            @Nullable Pointer nameLengths,
            @Nullable Pointer values,
            @Nullable Pointer valueLengths,
            long count);

    static native Pointer chdb_stream_insert_with_params_n(
            Pointer connection,
            byte[] query,
            long queryLength,
            byte[] format,
            long formatLength,
            @Nullable Pointer names,
            @Nullable Pointer nameLengths,
            @Nullable Pointer values,
            @Nullable Pointer valueLengths,
            long count);

    static native int chdb_stream_append(Pointer stream, Pointer data, long length);

    static native Pointer chdb_stream_done(Pointer stream);

    static native void chdb_stream_cancel_insert(Pointer stream);

    static native @Nullable Pointer chdb_stream_insert_error(Pointer stream);

    static native void chdb_destroy_insert_stream(Pointer stream);

    static native @Nullable Pointer chdb_result_buffer(Pointer result);

    static native long chdb_result_length(Pointer result);

    static native @Nullable Pointer chdb_result_error(Pointer result);

    static native long chdb_result_rows_read(Pointer result);

    static native long chdb_result_bytes_read(Pointer result);

    static native long chdb_result_storage_rows_read(Pointer result);

    static native long chdb_result_storage_bytes_read(Pointer result);

    static native long chdb_result_rows_written(Pointer result);

    static native long chdb_result_bytes_written(Pointer result);

    static native void chdb_destroy_query_result(Pointer result);
}
