package dev.postrider.examples.users.pages;

import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.core.env.Environment;

/**
 * Who may see the operator's page.
 *
 * @param user the name to log in with
 * @param password at least {@value #MIN_LENGTH} characters; where none is configured, a random one that this process
 *     alone accepts
 * @param generated whether the password is such a random one
 */
public record OperatorAccount(String user, String password, boolean generated) {
    static final int MIN_LENGTH = 8;

    private static final int RANDOM_BYTES = 15;

    /**
     * The account of {@code OPERATOR_USER} (default {@code operator}) and {@code OPERATOR_PASSWORD}.
     *
     * @throws IllegalArgumentException if the password is too short: its length, the limit and the remedy
     */
    public static OperatorAccount configured(Environment environment) {
        String user = environment.getProperty("operator.user", "");
        String password = environment.getProperty("operator.password", "");
        if (!password.isEmpty() && password.length() < MIN_LENGTH) {
            throw new IllegalArgumentException("OPERATOR_PASSWORD has " + password.length()
                    + " characters, must have at least " + MIN_LENGTH
                    + "; leave it out to have a random one made at each start");
        }
        return new OperatorAccount(
                user.isBlank() ? "operator" : user,
                password.isEmpty() ? randomPassword() : password,
                password.isEmpty());
    }

    /** Hides the password. */
    @Override
    public String toString() {
        return "OperatorAccount[user=" + user + ", password=***, generated=" + generated + "]";
    }

    private static String randomPassword() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
