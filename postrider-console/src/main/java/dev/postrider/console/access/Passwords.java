package dev.postrider.console.access;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;

/** How passwords are made and kept. Thread-safe. */
public final class Passwords {
    /** Characters that a password has at least. */
    public static final int SHORTEST = 12;

    /** Characters that a password has at most. */
    public static final int LONGEST = 200;

    private static final String ALGORITHM = "pbkdf2@SpringSecurity_v5_8";
    private static final int RANDOM_BYTES = 15;

    private Passwords() {}

    /** What makes and checks hashes: PBKDF2, and of hashes that somebody brings along BCrypt too. */
    static PasswordEncoder encoder() {
        return new DelegatingPasswordEncoder(
                ALGORITHM,
                Map.of(
                        ALGORITHM,
                        Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_8(),
                        "bcrypt",
                        new BCryptPasswordEncoder()));
    }

    /**
     * The hash of a password.
     *
     * @throws IllegalArgumentException if it is too short or too long: its length and the limit
     */
    public static String hash(String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "the password has " + password.length() + " characters, must have " + SHORTEST + " to " + LONGEST);
        }
        return String.valueOf(encoder().encode(password));
    }

    /** A password that nobody guesses. */
    public static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
