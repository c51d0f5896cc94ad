package dev.postrider.console.answer;

import dev.postrider.relay.tools.token.Token;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens for the admin API, the newest first; their secrets are known to nobody. */
public record TokenList(List<Shown> tokens) implements Answer {

    /**
     * A token.
     *
     * @param role viewer or operator
     * @param state valid, expired or revoked
     */
    public record Shown(
            long number,
            String name,
            String role,
            String state,
            Instant madeAt,
            @Nullable String madeBy,
            Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt,
            @Nullable String revokedBy) {
        /** As it is. */
        public static Shown of(Token token) {
            return new Shown(
                    token.number(),
                    token.name(),
                    token.role().word(),
                    token.state().word(),
                    token.madeAt(),
                    token.madeBy(),
                    token.expiresAt(),
                    token.lastUsedAt(),
                    token.revokedAt(),
                    token.revokedBy());
        }
    }

    /** One that was made, with its secret, which is shown once. */
    public record Made(Shown token, String secret) implements Answer {
        /** Hides the secret. */
        @Override
        public String toString() {
            return "Made[token=" + token + "]";
        }
    }

    /** One that was revoked. */
    public record Revoked(Shown token) implements Answer {}

    /** As they are. */
    public static TokenList of(List<Token> tokens) {
        return new TokenList(tokens.stream().map(Shown::of).toList());
    }
}
