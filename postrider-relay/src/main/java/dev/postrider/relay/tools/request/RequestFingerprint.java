package dev.postrider.relay.tools.request;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What tells one request from another: a SHA-256 of all that was asked. */
public final class RequestFingerprint {
    /** How long it is, in bytes. */
    public static final int BYTES = 32;

    private RequestFingerprint() {}

    /**
     * The fingerprint of a request.
     *
     * @param pathAndQuery as they came, not decoded
     * @param body as it came; empty for none
     */
    public static byte[] of(String method, String pathAndQuery, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            // each with its length before it: where one ends and the next begins makes a difference
            for (byte[] part : new byte[][] {
                method.getBytes(StandardCharsets.UTF_8), pathAndQuery.getBytes(StandardCharsets.UTF_8), body
            }) {
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
