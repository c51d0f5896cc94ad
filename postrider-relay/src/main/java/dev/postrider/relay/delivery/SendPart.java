package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.QueryIds;
import dev.postrider.relay.divide.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A part of a batch, or what the sink does not store of it yet, as it is sent.
 *
 * <p>The token is that of the part, also where only the rest of it is sent. The sink remembers tokens by partition, and what it
 * was sent under this one it holds: so a rest never has rows in a partition that remembers the token, and a late copy of the
 * whole part, from a relay that was paused, is dropped where the rest went.
 *
 * @param which the rows, one at least
 * @param hears told while the insert takes longer than an insert may
 * @param traceParent of the insert; null where it is not traced
 */
record SendPart(
        Slice slice,
        BitSet which,
        String token,
        Consumer<Duration> hears,
        @Nullable String traceParent) implements EncodedBatch {

    /** @param unfit the rows that can't be sent at all; another token without them, since they may fit one day */
    static SendPart of(Slice slice, Part part, BitSet which, BitSet unfit, Consumer<Duration> hears) {
        String all = unfit.isEmpty() ? slice.token() : digest(slice.token() + " without " + unfit);
        boolean whole = part.name().length == slice.count();
        return new SendPart(slice, which, whole ? all : digest(all + name(part)), hears, null);
    }

    /** The same, in a trace. */
    SendPart in(@Nullable String newTraceParent) {
        return new SendPart(slice, which, token, hears, newTraceParent);
    }

    /** What makes the part another than any other of the batch. */
    private static String name(Part part) {
        int[] rows = part.name();
        int first = rows[0];
        int end = rows[rows.length - 1] + 1;
        return end - first == rows.length
                ? " from " + first + " to " + end
                : " rows " + HexFormat.of().formatHex(part.nameSet().toByteArray());
    }

    /** SHA-256 of a text, in hexadecimal. */
    static String digest(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public long batchNo() {
        return slice.batchNo();
    }

    @Override
    public int rows() {
        return which.cardinality();
    }

    @Override
    public long length() {
        return slice.buffer().length(which);
    }

    @Override
    public String queryId() {
        return QueryIds.of(QueryIds.ofBatch(slice.delivery().outbox(), batchNo()), token);
    }

    @Override
    public void stillAtWork(Duration since) {
        hears.accept(since);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        slice.buffer().writeTo(out, which);
    }
}
