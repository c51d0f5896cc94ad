package dev.postrider.devdb.chdb;

import com.sun.jna.Pointer;

/** What a statement read, wrote and returned, as far as the engine counts it. */
public record QueryStatistics(
        long readRows, long readBytes, long writtenRows, long writtenBytes, long resultRows, long resultBytes) {
    /** Nothing read, nothing written. */
    public static final QueryStatistics NONE = new QueryStatistics(0, 0, 0, 0, 0, 0);

    static QueryStatistics of(Pointer result) {
        return new QueryStatistics(
                Chdb.chdb_result_storage_rows_read(result),
                Chdb.chdb_result_storage_bytes_read(result),
                Chdb.chdb_result_rows_written(result),
                Chdb.chdb_result_bytes_written(result),
                Chdb.chdb_result_rows_read(result),
                Chdb.chdb_result_bytes_read(result));
    }
}
