package dev.postrider.relay.tools.account;

import java.io.Serializable;
import java.time.Instant;

/**
 * Somebody who may log in to the web console.
 *
 * @param passwordHash with the name of its algorithm in braces before it
 * @param changedAt when the password or the role was changed last: older logins have ended
 */
public record Account(String name, Role role, String passwordHash, Instant changedAt) implements Serializable {
    /** Hides the hash. */
    @Override
    public String toString() {
        return "Account[name=" + name + ", role=" + role.word() + "]";
    }
}
