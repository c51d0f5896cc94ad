package dev.postrider.relay;

import dev.postrider.relay.batch.EncodedBatch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HexFormat;

/**
 * Some rows of a batch, as they are sent. The same rows have the same token whenever they are sent, and other rows another one.
 *
 * @param which the rows, one at least
 */
record SendPart(Delivery delivery, BitSet which, String token) implements EncodedBatch {

    static SendPart of(Delivery delivery, BitSet rows) {
        boolean whole = rows.cardinality() == delivery.rows();
        return new SendPart(delivery, rows, whole ? delivery.token() : digest(delivery.token() + rows));
    }

    private static String digest(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public long batchNo() {
        return delivery.plan().batchNo();
    }

    @Override
    public int rows() {
        return which.cardinality();
    }

    @Override
    public long length() {
        long length = delivery.buffer().headerLength();
        for (int from = which.nextSetBit(0); from >= 0; ) {
            int to = which.nextClearBit(from);
            length += delivery.buffer().length(from, to);
            from = which.nextSetBit(to);
        }
        return length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        delivery.buffer().writeHeader(out);
        for (int from = which.nextSetBit(0); from >= 0; ) {
            int to = which.nextClearBit(from);
            delivery.buffer().writeRows(out, from, to);
            from = which.nextSetBit(to);
        }
    }
}
