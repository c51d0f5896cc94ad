package dev.postrider.examples.users.pages;

import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

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

    /** The account as configured: {@code operator.user} and {@code operator.password}. */
    @ConfigurationProperties("operator")
    record Configured(
            @DefaultValue("operator") String user, @Nullable String password) {
        /** @throws IllegalArgumentException if the password is too short */
        OperatorAccount account() {
            if (user.isBlank()) {
                throw new IllegalArgumentException(
                        "OPERATOR_USER is blank; set a name, or leave it out for 'operator'");
            }
            if (password == null || password.isEmpty()) {
                return new OperatorAccount(user, randomPassword(), true);
            }
            if (password.length() < MIN_LENGTH) {
                throw new IllegalArgumentException(
                        "OPERATOR_PASSWORD has " + password.length() + " characters, must have at least " + MIN_LENGTH
                                + "; leave it out to have a random one made at each start");
            }
            return new OperatorAccount(user, password, false);
        }
    }

    /** Hides the password. */
    @Override
    public String toString() {
        return "OperatorAccount[user=" + user + ", password=***, generated=" + generated + "]";
    }

    private static String randomPassword() {
        byte[] bits = new byte[15];
        new SecureRandom().nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
