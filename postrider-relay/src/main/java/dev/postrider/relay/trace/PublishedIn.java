package dev.postrider.relay.trace;

import dev.postrider.relay.batch.BigEndian;
import dev.postrider.relay.batch.RowConsumer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees in which traces the events of a batch were published, while its rows go on to a consumer: of the first rows in each, then in one
 * of many, and after enough were found in none. In the way only where batches are traced. For one thread.
 */
public final class PublishedIn implements RowConsumer {
    /** So many different traces of one batch are told. */
    public static final int MOST = 32;

    /** So many rows are looked at, one by one. */
    private static final int CLOSELY = 256;

    /** After those, one of so many; a power of two. */
    private static final int THEN_ONE_OF = 64;

    /** The last field of a row, of a fixed length: a constraint of the outbox. */
    private static final int LENGTH = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".length();

    private static final int ABSENT = -1;

    private final RowConsumer next;
    private final InstantSource clock;
    private final Set<String> found = new LinkedHashSet<>();
    private final byte[] last = new byte[LENGTH];
    private @Nullable Instant firstRow;
    private int rows;

    /** For rows that go on to a consumer. */
    public PublishedIn(RowConsumer next, InstantSource clock) {
        this.next = next;
        this.clock = clock;
    }

    @Override
    public void row(long txid, byte[] buffer, int offset, int length) {
        if (rows == 0) {
            firstRow = clock.instant();
        }
        if ((rows < CLOSELY || rows % THEN_ONE_OF == 0) && found.size() < MOST) {
            look(buffer, offset + length);
        }
        rows++;
        next.row(txid, buffer, offset, length);
    }

    private void look(byte[] buffer, int end) {
        if (BigEndian.intAt(buffer, end - Integer.BYTES) == ABSENT) {
            return;
        }
        int begin = end - LENGTH;
        // A transaction's events follow one another, and have one trace.
        if (isRecorded(buffer[end - 1]) && !Arrays.equals(buffer, begin, end, last, 0, LENGTH)) {
            System.arraycopy(buffer, begin, last, 0, LENGTH);
            found.add(new String(last, StandardCharsets.US_ASCII));
        }
    }

    /** The flag is the lowest bit of the last hexadecimal digit. A trace that nobody records has nothing to link to. */
    private static boolean isRecorded(byte lastDigit) {
        return (Character.digit(lastDigit, 16) & 1) == 1;
    }

    /** When the first row came; null if none did. */
    public @Nullable Instant firstRow() {
        return firstRow;
    }

    /** In the order in which they were found. */
    public List<String> found() {
        return List.copyOf(found);
    }
}
