package dev.postrider.relay.read;

import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.BigEndian;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.RowConsumer;

/** One reading of one plan: counts what comes, stops at the plan's bounds, and remembers where. */
final class BatchScan {
    /** Two bytes for the number of fields, then txid: its length and its eight bytes. */
    private static final int ROW_BEGIN = 2 + 4 + 8;

    private static final int TXID = 2 + 4;
    private static final int ID = ROW_BEGIN + 4;

    private final BatchPlan plan;
    private final RowConsumer consumer;
    private final long earlierRowBytes;
    private final ContentToken token;
    private final IdWindowScan windows = new IdWindowScan();

    private int rows;
    private long bytes;
    private long minId = Long.MAX_VALUE;
    private long maxId;
    private long lastTxid;
    private long lastId;
    private boolean more;

    BatchScan(BatchPlan plan, String outbox, RowConsumer consumer, long earlierRowBytes) {
        this.plan = plan;
        this.earlierRowBytes = earlierRowBytes;
        this.consumer = consumer;
        this.token = new ContentToken(outbox);
        this.lastTxid = plan.start().txid();
        this.lastId = plan.start().id();
    }

    /** Takes a row of COPY's binary form, or finds that it belongs to the next batch: then the batch is full. */
    void row(byte[] message, int begin, int end) {
        int offset = begin + ROW_BEGIN;
        int length = end - offset;
        if (rows > 0
                && (rows == plan.bounds().rows()
                        || bytes + length > plan.bounds().bytes())) {
            more = true;
            return;
        }
        lastTxid = BigEndian.longAt(message, begin + TXID);
        lastId = BigEndian.longAt(message, begin + ID);
        minId = Math.min(minId, lastId);
        maxId = Math.max(maxId, lastId);
        token.add(message, offset, length);
        windows.add(message, offset);
        consumer.row(lastTxid, message, offset, length);
        rows++;
        bytes += length;
    }

    /** Whether a row was found that belongs to the next batch. */
    boolean isFull() {
        return more;
    }

    /**
     * How many rows to ask for next: one more than fits, which tells whether anything is left. The server knows no limit in
     * bytes, so it is turned into rows by the size of those seen so far.
     */
    int rowsToAsk() {
        long byRows = (long) plan.bounds().rows() - rows + 1;
        long byBytes = (plan.bounds().bytes() - bytes) / typicalRowBytes() + 1;
        return (int) Math.max(1, Math.min(byRows, byBytes));
    }

    /** The mean size of the rows seen, or of those of an earlier batch as long as there are none. */
    long typicalRowBytes() {
        return rows == 0 ? earlierRowBytes : Math.max(1, bytes / rows);
    }

    /** Rows that came although the batch was full: when they are more than a batch, it is cheaper to drop the connection. */
    boolean isTooMuchToDrain(long drainedBytes) {
        return drainedBytes > plan.bounds().bytes();
    }

    int rows() {
        return rows;
    }

    Position position() {
        return new Position(lastTxid, lastId);
    }

    BatchContent content() {
        return new BatchContent(
                rows,
                bytes,
                rows == 0 ? null : token.hexadecimal(),
                position(),
                !more,
                rows == 0 ? 0 : minId,
                maxId,
                windows.windows());
    }
}
