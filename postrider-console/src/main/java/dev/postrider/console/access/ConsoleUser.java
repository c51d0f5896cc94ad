package dev.postrider.console.access;

import dev.postrider.relay.tools.account.Account;
import dev.postrider.relay.tools.account.Role;
import java.time.Instant;
import java.util.List;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * Who has logged in.
 *
 * @param loggedInAt when
 */
record ConsoleUser(Account account, Instant loggedInAt) implements UserDetails {
    private static final long serialVersionUID = 1L;

    /** The authority of Spring Security, which no application has by accident. */
    static String authority(Role role) {
        return "ROLE_POSTRIDER_CONSOLE_" + role.name();
    }

    Role role() {
        return account.role();
    }

    @Override
    public List<GrantedAuthority> getAuthorities() {
        return List.of(new SimpleGrantedAuthority(authority(role())));
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
