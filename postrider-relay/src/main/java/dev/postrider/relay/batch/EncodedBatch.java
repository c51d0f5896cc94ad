package dev.postrider.relay.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A batch as it is sent: rows in the sink's format, and the token under which the sink stores them once.
 *
 * <p>The body can be written any number of times, by one thread at a time.
 */
public interface EncodedBatch {
    /** The batch's number in the ledger. */
    long batchNo();

    /** How many events. */
    int rows();

    /** The body's length in bytes. */
    long length();

    /** The deduplication token: 64 hexadecimal digits. */
    String token();

    /** The W3C {@code traceparent} that goes with it to the sink; null where it is not traced. */
    default @Nullable String traceParent() {
        return null;
    }

    /** The id that its insert runs under in the sink, from {@link QueryIds}. */
    String queryId();

    /**
     * Told now and then while its insert takes longer than an insert may, and the sink says that it is still at work.
     *
     * @param since for how long it has been at work
     */
    default void stillAtWork(Duration since) {}

    /** Writes the body. */
    void writeTo(OutputStream out) throws IOException;
}
