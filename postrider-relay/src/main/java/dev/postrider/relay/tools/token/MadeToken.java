package dev.postrider.relay.tools.token;

/**
 * A token that was just made, with its secret, which is known nowhere else: it can be shown once, and not be asked for again.
 *
 * @param secret {@code postrider_} and 43 letters, digits, hyphens and underscores
 */
public record MadeToken(Token token, String secret) {
    /** Hides the secret. */
    @Override
    public String toString() {
        return "MadeToken[token=" + token + "]";
    }
}
