package dev.postrider.relay.tools.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** The secrets of tokens: 256 random bits behind a prefix by which programs that look for leaked secrets know them. */
final class Secret {
    private static final String PREFIX = "postrider_";
    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secret() {}

    static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether it could be one. */
    static boolean isWellFormed(String text) {
        return FORM.matcher(text).matches();
    }

    /**
     * What PostgreSQL has of it. A plain SHA-256 is right for 256 random bits: there is nothing to guess that a slow hash or a salt would
     * hide, and each request computes it.
     */
    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
