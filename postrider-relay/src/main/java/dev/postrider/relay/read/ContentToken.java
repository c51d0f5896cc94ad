package dev.postrider.relay.read;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a batch's rows as PostgreSQL sends them. It does not depend on how the sink encodes them, so relays of two
 * versions give a batch the same token, and it names the outbox, so two outboxes never share one.
 */
final class ContentToken {
    private final MessageDigest digest;

    ContentToken(String outbox) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        digest.update(("postrider 1 " + outbox + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void add(byte[] buffer, int offset, int length) {
        digest.update(buffer, offset, length);
    }

    String hexadecimal() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
