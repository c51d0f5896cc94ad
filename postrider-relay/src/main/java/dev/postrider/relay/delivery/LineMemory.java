package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.memory.BatchMemory;
import java.sql.SQLException;

/**
 * What a line keeps its batches in.
 *
 * @param buffers of which the line takes a share
 * @param mostParked how many batches may wait for shards that are behind, without a buffer
 * @param reader reads such a batch again when its turn comes
 * @param ledger says whether it is still this term's to send then
 */
public record LineMemory(BatchMemory buffers, int mostParked, BatchReader reader, Ledger ledger) {
    /** The same batch, in another buffer. */
    Delivery readAgain(Delivery parked, RowBuffer buffer) throws SQLException {
        BatchPlan plan = parked.plan();
        Delivery again = reader.readAgain(parked, buffer, connection -> ledger.confirm(connection, plan));
        if (!parked.token().equals(again.token())) {
            throw new IllegalStateException("batch " + plan.batchNo() + " was read again, and is another one");
        }
        return again;
    }
}
