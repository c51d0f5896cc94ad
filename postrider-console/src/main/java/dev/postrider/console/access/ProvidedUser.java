package dev.postrider.console.access;

import dev.postrider.relay.tools.account.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whom a provider has logged in. There is no account here that could be asked: the login ends by its age alone.
 *
 * @param name as the provider has it, of at most 100 characters
 * @param subject what the provider knows them by, which never changes
 * @param loggedInAt when
 */
public record ProvidedUser(String name, String subject, Role role, Instant loggedInAt) implements ConsoleUser {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable String getPassword() {
        return null;
    }

    /** The name with {@code oidc} before it: no account has a blank in its name, so nobody takes one for the other. */
    @Override
    public String getUsername() {
        return "oidc " + name;
    }
}
