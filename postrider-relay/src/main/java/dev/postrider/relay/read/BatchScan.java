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
    private final ContentToken token;

    private int rows;
    private long bytes;
    private long maxId;
    private long lastTxid;
    private long lastId;
    private boolean more;

    BatchScan(BatchPlan plan, String outbox, RowConsumer consumer) {
        this.plan = plan;
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
        maxId = Math.max(maxId, lastId);
        token.add(message, offset, length);
        consumer.row(message, offset, length);
        rows++;
        bytes += length;
    }

    /** Whether a row was found that belongs to the next batch. */
    boolean isFull() {
        return more;
    }

    /** Whether rows may follow that the server would go on to send: it knows the limit in rows, and not the one in bytes. */
    boolean isCutShort() {
        return more && rows < plan.bounds().rows();
    }

    /** One more than fits: that one tells whether anything is left. */
    int rowsToAsk() {
        return plan.bounds().rows() - rows + 1;
    }

    Position position() {
        return new Position(lastTxid, lastId);
    }

    BatchContent content() {
        return new BatchContent(rows, bytes, rows == 0 ? null : token.hexadecimal(), position(), !more, maxId);
    }
}
