package dev.postrider.relay.resend;

import dev.postrider.relay.batch.BigEndian;
import dev.postrider.relay.batch.EventField;
import dev.postrider.relay.read.RowSums;
import dev.postrider.relay.sink.HeldEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An event that the outbox holds, as PostgreSQL sends it. Immutable. */
public final class HeldRow {
    private final long txid;
    private final byte[] row;

    private HeldRow(long txid, byte[] row) {
        this.txid = txid;
        this.row = row;
    }

    /** Copies a row; see {@link dev.postrider.relay.batch.RowConsumer}. */
    public static HeldRow copy(long txid, byte[] buffer, int offset, int length) {
        return new HeldRow(txid, Arrays.copyOfRange(buffer, offset, offset + length));
    }

    /** The transaction that published it. */
    public long txid() {
        return txid;
    }

    /** Its id. */
    public long eventId() {
        return BigEndian.longAt(row, Integer.BYTES);
    }

    /** Its type; {@link EventField#EVENT_TYPE} is the second field. */
    public String eventType() {
        int at = Integer.BYTES + Long.BYTES;
        return new String(row, at + Integer.BYTES, BigEndian.intAt(row, at), StandardCharsets.UTF_8);
    }

    /** What tells it from others in the event log. */
    public HeldEvent identity() {
        return new HeldEvent(eventId(), sums().micros());
    }

    /** What it holds. */
    public RowSums sums() {
        RowSums sums = new RowSums();
        sums.read(row, 0);
        return sums;
    }

    /** Its size in bytes. */
    public int length() {
        return row.length;
    }

    byte[] bytes() {
        return row;
    }
}
