package dev.postrider.console.access;

import dev.postrider.relay.tools.account.Account;
import java.sql.SQLException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** Accounts as Spring Security asks for them. Thread-safe. */
final class ConsoleUsers implements UserDetailsService {
    private static final Logger log = LoggerFactory.getLogger(ConsoleUsers.class);

    private final AccountLookup accounts;
    private final InstantSource clock;

    ConsoleUsers(AccountLookup accounts, InstantSource clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        if (name.indexOf('\0') >= 0) {
            // PostgreSQL would refuse the question, as if the accounts could not be read
            throw new UsernameNotFoundException("no account has such a name");
        }
        try {
            Account account =
                    accounts.find(name).orElseThrow(() -> new UsernameNotFoundException("there is no such account"));
            return new AccountUser(account, clock.instant());
        } catch (SQLException e) {
            log.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("nobody can log in to the console, its accounts can't be read");
            throw new InternalAuthenticationServiceException("the accounts can't be read", e);
        }
    }
}
