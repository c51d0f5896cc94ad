package dev.postrider.relay;

import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.encode.RowBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A batch on its way: read, encoded, and perhaps sent.
 *
 * @param buffer the encoded rows; the batch's own until it is acknowledged
 * @param sent completed when the sink holds the batch
 */
record Delivery(BatchPlan plan, BatchContent content, RowBuffer buffer, CompletableFuture<Sent> sent)
        implements EncodedBatch {

    /** How a batch reached the sink. */
    record Sent(int attempts, Duration sending) {
        static final Sent NOTHING = new Sent(0, Duration.ZERO);
    }

    @Override
    public long batchNo() {
        return plan.batchNo();
    }

    @Override
    public int rows() {
        return content.rows();
    }

    @Override
    public long length() {
        return buffer.length();
    }

    @Override
    public String token() {
        return Objects.requireNonNull(content.token(), "an empty batch is not sent");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        buffer.writeTo(out);
    }
}
