package dev.postrider.relay.tools.token;

import dev.postrider.relay.tools.account.Role;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A token for the admin API. Does not know its secret.
 *
 * @param number given once, never to another token
 * @param name what people call it; another token may have it after this one was revoked
 * @param madeAt when it was made
 * @param madeBy who made it; null if nobody said
 * @param expiresAt from when on it is refused, by PostgreSQL's clock
 * @param lastUsedAt when it was used last, exact to a minute; null if never
 * @param revokedAt null while it is not revoked
 * @param revokedBy who revoked it; null if nobody did, or said so
 * @param state by PostgreSQL's clock, when it was read
 */
public record Token(
        long number,
        String name,
        Role role,
        Instant madeAt,
        @Nullable String madeBy,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt,
        @Nullable String revokedBy,
        State state) {

    /** Whether it is accepted, and why not. */
    public enum State {
        /** It is accepted. */
        VALID,
        /** Its time is over, and nobody revoked it. */
        EXPIRED,
        /** Somebody revoked it. */
        REVOKED;

        /** As people and programs read it: {@code valid}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
