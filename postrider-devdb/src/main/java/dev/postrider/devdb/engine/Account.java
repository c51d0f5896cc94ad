package dev.postrider.devdb.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The one user who may do everything.
 *
 * @param user letters, digits, {@code _} and {@code -}: the name of an element in the server's XML
 * @param password perhaps empty; never one for {@code default}, as whom the server's own statement logs in without any
 */
public record Account(String user, String password) {
    public static final String DEFAULT_USER = "default";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    public Account {
        require(user, password);
    }

    /**
     * Refuses what a local server can't have.
     *
     * @throws IllegalArgumentException naming the value, why, and what to use instead
     */
    public static void require(String user, String password) {
        if (!NAME.matcher(user).matches()) {
            throw new IllegalArgumentException(
                    "the user '" + user + "' can't be had on a local ClickHouse: a name begins"
                            + " with a letter or _ and has letters, digits, _ and - only; ClickHouse's own is 'default'");
        }
        if (user.equals(DEFAULT_USER) && !password.isEmpty()) {
            throw new IllegalArgumentException("the user 'default' can't have a password on a local ClickHouse; name"
                    + " another user (CLICKHOUSE_USER), or leave the password empty (CLICKHOUSE_PASSWORD)");
        }
    }

    boolean isDefault() {
        return user.equals(DEFAULT_USER);
    }

    /** The password's SHA-256 as the server's configuration takes it. */
    String passwordDigest() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
