package dev.postrider.devdb.chdb;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One session of the engine: its own settings and current database, one statement at a time. For one thread; whoever
 * opened it closes it.
 */
public final class EngineConnection implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final byte[] TAB_SEPARATED = "TabSeparated".getBytes(StandardCharsets.UTF_8);

    private final Pointer handle;
    private final Pointer connection;
    private final Engine engine;

    EngineConnection(Engine engine, Pointer handle) {
        this.engine = engine;
        this.handle = handle;
        this.connection = handle.getPointer(0);
    }

    /** Runs a statement whose result is small, and returns it as tab-separated text without the last line break. */
    public String execute(String sql) throws EngineException {
        StringBuilder text = new StringBuilder();
        byte[] statement = sql.getBytes(StandardCharsets.UTF_8);
        try {
            run(
                    statement,
                    TAB_SEPARATED,
                    Map.of(),
                    (bytes, length) -> text.append(new String(bytes, 0, length, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory does not fail", e);
        }
        return text.toString().stripTrailing();
    }

    /**
     * Runs a statement and hands over its result once it is complete; the result is held outside the heap meanwhile.
     *
     * @throws EngineException the engine refused or failed it
     * @throws IOException the sink failed
     */
    public QueryStatistics query(byte[] sql, String format, Map<String, String> parameters, ByteSink sink)
            throws EngineException, IOException {
        return run(sql, format.getBytes(StandardCharsets.UTF_8), parameters, sink);
    }

    /**
     * Runs a statement that writes its result to a file ({@code INTO OUTFILE '…' TRUNCATE}), and hands over what it
     * writes while it runs: neither side holds more than a block.
     *
     * @param sqlForFile makes the statement for the file's name
     * @throws EngineException the engine refused or failed it, perhaps after a part of the result was handed over
     * @throws IOException the sink failed; the statement was ended
     */
    public QueryStatistics stream(
            Function<String, byte[]> sqlForFile, String format, Map<String, String> parameters, ByteSink sink)
            throws EngineException, IOException {
        try (Pipe pipe = Pipe.open()) {
            byte[] sql = sqlForFile.apply(pipe.writeEndPath());
            FutureTask<QueryStatistics> query = new FutureTask<>(() -> {
                try {
                    return query(sql, format, parameters, (bytes, length) -> {});
                } finally {
                    pipe.closeWriteEnd();
                }
            });
            engine.execute(query);
            IOException sinkFailure = pump(pipe, sink);
            if (sinkFailure != null) {
                // The engine goes on with a query whose output fails, for ever if it never ends.
                pipe.closeReadEnd();
                cancelWritingTo(pipe.writeEndPath(), sinkFailure);
            }
            QueryStatistics statistics = await(query, sinkFailure);
            if (sinkFailure != null) {
                throw sinkFailure;
            }
            return statistics;
        }
    }

    private void cancelWritingTo(String file, IOException reason) {
        try {
            engine.cancelWritingTo(file);
        } catch (EngineException e) {
            // The connection must outlive its query: wait for it all the same.
            reason.addSuppressed(e);
        }
    }

    private static @Nullable IOException pump(Pipe pipe, ByteSink sink) {
        byte[] buffer = new byte[CHUNK_BYTES];
        try {
            for (int n = pipe.read(buffer); n >= 0; n = pipe.read(buffer)) {
                sink.write(buffer, n);
            }
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private static QueryStatistics await(FutureTask<QueryStatistics> query, @Nullable IOException sinkFailure)
            throws EngineException, IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return query.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (sinkFailure != null) {
                        throw sinkFailure;
                    }
                    if (e.getCause() instanceof EngineException engine) {
                        throw engine;
                    }
                    throw new IllegalStateException("the query's thread failed", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Begins an insert whose data follows in pieces.
     *
     * @param sql the statement without its FORMAT clause and data
     * @throws EngineException the engine refused it
     */
    public InsertStream insert(byte[] sql, String format, Map<String, String> parameters) throws EngineException {
        byte[] formatName = format.getBytes(StandardCharsets.UTF_8);
        try (QueryParameters values = new QueryParameters(parameters)) {
            return InsertStream.open(Chdb.chdb_stream_insert_with_params_n(
                    connection,
                    sql,
                    sql.length,
                    formatName,
                    formatName.length,
                    values.names,
                    values.nameLengths,
                    values.values,
                    values.valueLengths,
                    values.count()));
        }
    }

    private QueryStatistics run(byte[] sql, byte[] format, Map<String, String> parameters, ByteSink sink)
            throws EngineException, IOException {
        try (QueryParameters values = new QueryParameters(parameters)) {
            Pointer result = Chdb.chdb_query_with_params_n(
                    connection,
                    sql,
                    sql.length,
                    format,
                    format.length,
                    values.names,
                    values.nameLengths,
                    values.values,
                    values.valueLengths,
                    values.count());
            try {
                throwIfFailed(Chdb.chdb_result_error(result));
                handOver(result, sink);
                return QueryStatistics.of(result);
            } finally {
                Chdb.chdb_destroy_query_result(result);
            }
        }
    }

    private static void handOver(Pointer result, ByteSink sink) throws IOException {
        long length = Chdb.chdb_result_length(result);
        Pointer data = Chdb.chdb_result_buffer(result);
        if (data == null) {
            return;
        }
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, length)];
        for (long done = 0; done < length; done += chunk.length) {
            int n = (int) Math.min(chunk.length, length - done);
            data.read(done, chunk, 0, n);
            sink.write(chunk, n);
        }
    }

    static void throwIfFailed(@Nullable Pointer error) throws EngineException {
        if (error != null) {
            throw EngineException.of(error.getString(0, "UTF-8"));
        }
    }

    @Override
    public void close() {
        Chdb.chdb_close_conn(handle);
    }
}
