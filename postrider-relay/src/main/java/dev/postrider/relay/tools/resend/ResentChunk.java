package dev.postrider.relay.tools.resend;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.encode.RowBuffer;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Events on their way again.
 *
 * @param batchNo the number of the resend; it is in no batch of the ledger
 */
record ResentChunk(long batchNo, int rows, RowBuffer buffer, String token, String queryId) implements EncodedBatch {
    @Override
    public long length() {
        return buffer.length(buffer.allRows());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        buffer.writeTo(out, buffer.allRows());
    }
}
