package dev.postrider.relay.tools.resend;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.batch.BigEndian;
import dev.postrider.relay.read.RowSums;
import dev.postrider.relay.sink.query.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An event that the outbox holds, as PostgreSQL sends it. Immutable. */
public final class RetainedRow {
    private final long txid;
    private final byte[] row;

    private RetainedRow(long txid, byte[] row) {
        this.txid = txid;
        this.row = row;
    }

    /** Copies a row; see {@link dev.postrider.relay.batch.RowConsumer}. */
    public static RetainedRow copy(long txid, byte[] buffer, int offset, int length) {
        return new RetainedRow(txid, Arrays.copyOfRange(buffer, offset, offset + length));
    }

    /** The transaction that published it. */
    public long txid() {
        return txid;
    }

    /** Its id. */
    public long eventId() {
        return BigEndian.longAt(row, Integer.BYTES);
    }

    /** The id in a row that was not copied. */
    public static long eventId(byte[] buffer, int offset) {
        return BigEndian.longAt(buffer, offset + Integer.BYTES);
    }

    /** Its type. */
    public String eventType() {
        return String.valueOf(text(1));
    }

    /** Its time. */
    public Instant time() {
        return EventTime.ofMicros(sums().micros());
    }

    /** Its environment. */
    public String environment() {
        return String.valueOf(text(3));
    }

    /** The size of its context in bytes. */
    public int contextBytes() {
        return BigEndian.intAt(row, begin(4));
    }

    /** Its metadata version. */
    public long metadataVersion() {
        return BigEndian.longAt(row, begin(5) + Integer.BYTES);
    }

    /** Its trace parent. */
    public @Nullable String traceParent() {
        return text(6);
    }

    /** Where a field begins, by its place in {@link dev.postrider.relay.batch.RowConsumer}. */
    private int begin(int field) {
        int at = 0;
        for (int i = 0; i < field; i++) {
            at += Integer.BYTES + Math.max(0, BigEndian.intAt(row, at));
        }
        return at;
    }

    private @Nullable String text(int field) {
        int at = begin(field);
        int length = BigEndian.intAt(row, at);
        return length < 0 ? null : new String(row, at + Integer.BYTES, length, StandardCharsets.UTF_8);
    }

    /** What tells it from others in the event log. */
    public StoredEvent identity() {
        return new StoredEvent(eventId(), sums().micros());
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
