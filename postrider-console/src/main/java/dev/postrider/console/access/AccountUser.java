package dev.postrider.console.access;

import dev.postrider.relay.tools.account.Account;
import dev.postrider.relay.tools.account.Role;
import java.time.Instant;

/**
 * Who has logged in with the password of an account. The login ends with the account.
 *
 * @param loggedInAt when
 */
record AccountUser(Account account, Instant loggedInAt) implements ConsoleUser {
    private static final long serialVersionUID = 1L;

    @Override
    public Role role() {
        return account.role();
    }

    @Override
    public String getPassword() {
        return account.passwordHash();
    }

    @Override
    public String getUsername() {
        return account.name();
    }
}
