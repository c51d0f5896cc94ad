package dev.postrider.relay.read;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a batch's rows as PostgreSQL sends them. It does not depend on how the sink encodes them, so relays of two
 * versions give a batch the same token, and it names the outbox, so two outboxes never share one.
 */
public final class ContentToken {
    private final MessageDigest digest;

    ContentToken(String outbox) {
        this("postrider 1 ", outbox);
    }

    private ContentToken(String what, String outbox) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        digest.update((what + outbox + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Of rows that are sent again on someone's order: another token than the one they had, or a sink that has them no more would
     * still take them for what it knows.
     *
     * @param number the order's, so that a second one is no repetition of the first either
     */
    public static ContentToken ofResend(String outbox, long number) {
        return new ContentToken("postrider resend 1 " + number + " ", outbox);
    }

    /** Adds a row. */
    public void add(byte[] buffer, int offset, int length) {
        digest.update(buffer, offset, length);
    }

    /** The token: 64 hexadecimal digits. Ends the rows. */
    public String hexadecimal() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
