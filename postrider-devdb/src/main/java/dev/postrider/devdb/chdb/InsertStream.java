package dev.postrider.devdb.chdb;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * An insert under way. Nothing of it is stored before {@link #finish()} unless it is larger than one block of the
 * engine (about a million rows); closing it unfinished cancels it. For one thread.
 */
public final class InsertStream implements AutoCloseable {
    private final Pointer stream;
    private Memory buffer = new Memory(64 * 1024);
    private boolean finished;

    private InsertStream(Pointer stream) {
        this.stream = stream;
    }

    static InsertStream open(Pointer stream) throws EngineException {
        InsertStream opened = new InsertStream(stream);
        try {
            EngineConnection.throwIfFailed(Chdb.chdb_stream_insert_error(stream));
        } catch (EngineException e) {
            opened.finished = true;
            opened.close();
            throw e;
        }
        return opened;
    }

    /**
     * Hands over a piece of the data, cut anywhere; waits while the engine is behind.
     *
     * @throws EngineException the engine refused what it has got so far
     */
    public void append(byte[] bytes, int offset, int length) throws EngineException {
        if (length == 0) {
            return;
        }
        if (buffer.size() < length) {
            buffer.close();
            buffer = new Memory(length);
        }
        buffer.write(0, bytes, offset, length);
        if (Chdb.chdb_stream_append(stream, buffer, length) != 0) {
            EngineConnection.throwIfFailed(Chdb.chdb_stream_insert_error(stream));
            throw EngineException.of("the engine refused the insert's data without a reason");
        }
    }

    /** Ends the data and waits until it is stored. */
    public QueryStatistics finish() throws EngineException {
        Pointer result = Chdb.chdb_stream_done(stream);
        finished = true;
        try {
            EngineConnection.throwIfFailed(Chdb.chdb_result_error(result));
            return QueryStatistics.of(result);
        } finally {
            Chdb.chdb_destroy_query_result(result);
        }
    }

    @Override
    public void close() {
        if (!finished) {
            Chdb.chdb_stream_cancel_insert(stream);
        }
        Chdb.chdb_destroy_insert_stream(stream);
        buffer.close();
    }
}
