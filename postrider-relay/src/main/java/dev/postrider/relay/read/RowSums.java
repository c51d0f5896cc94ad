package dev.postrider.relay.read;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.batch.BigEndian;
import dev.postrider.relay.batch.RowConsumer;
import dev.postrider.relay.content.ContentSums;
import java.util.Arrays;

/**
 * One event's terms in {@link ContentSums}, computed from its row as PostgreSQL sends it; see {@link RowConsumer}. Makes no
 * object per event. For one thread at a time.
 */
public final class RowSums {
    private static final long NOTHING = XxHash64.of(new byte[0], 0, 0);

    private final long[] terms = new long[ContentSums.COLUMNS.size()];
    private final Repeated type = new Repeated();
    private final Repeated environment = new Repeated();
    private long eventId;
    private long micros;

    /** A text that is mostly the same as in the row before: comparing is cheaper than hashing. */
    private static final class Repeated {
        private byte[] text = new byte[0];
        private long hash = NOTHING;

        long hash(byte[] row, int offset, int length) {
            if (!Arrays.equals(text, 0, text.length, row, offset, offset + length)) {
                text = Arrays.copyOfRange(row, offset, offset + length);
                hash = XxHash64.of(row, offset, length);
            }
            return hash;
        }
    }

    /** Takes a row. */
    public void read(byte[] row, int offset) {
        int at = offset;
        long id = BigEndian.longAt(row, at + Integer.BYTES);
        long begun = XxHash64.begunWith(id);
        at += Integer.BYTES + Long.BYTES;
        int length = BigEndian.intAt(row, at);
        terms[0] = XxHash64.ofTwo(begun, type.hash(row, at + Integer.BYTES, length));
        at += Integer.BYTES + length;
        micros = EventTime.ofPostgres(BigEndian.longAt(row, at + Integer.BYTES));
        terms[1] = XxHash64.ofTwo(begun, micros);
        at += Integer.BYTES + Long.BYTES;
        length = BigEndian.intAt(row, at);
        terms[2] = XxHash64.ofTwo(begun, environment.hash(row, at + Integer.BYTES, length));
        at += Integer.BYTES + length;
        length = BigEndian.intAt(row, at);
        terms[3] = XxHash64.ofTwo(begun, XxHash64.of(row, at + Integer.BYTES, length));
        at += Integer.BYTES + length;
        terms[4] = XxHash64.ofTwo(begun, BigEndian.longAt(row, at + Integer.BYTES));
        at += Integer.BYTES + Long.BYTES;
        length = BigEndian.intAt(row, at);
        terms[5] = XxHash64.ofTwo(begun, length <= 0 ? NOTHING : XxHash64.of(row, at + Integer.BYTES, length));
        eventId = id;
    }

    /** The event's id. */
    public long eventId() {
        return eventId;
    }

    /** The event's {@code event_date_time}, in microseconds since 1970. */
    public long micros() {
        return micros;
    }

    /** The sums of this event alone. */
    public ContentSums sums() {
        return ContentSums.of(terms);
    }

    /** Adds the event's terms to sums. */
    void addTo(long[] sums) {
        for (int i = 0; i < terms.length; i++) {
            sums[i] += terms[i];
        }
    }
}
