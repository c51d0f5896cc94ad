package dev.postrider.console.access;

import dev.postrider.relay.tools.account.Role;
import java.time.Instant;
import java.util.List;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;

/** Who has logged in: with an account here, or at a provider. */
public sealed interface ConsoleUser extends UserDetails permits AccountUser, ProvidedUser {

    /** The authority of Spring Security, which no application has by accident. */
    static String authority(Role role) {
        return "ROLE_POSTRIDER_CONSOLE_" + role.name();
    }

    /** What they may do. */
    Role role();

    /** When they did. */
    Instant loggedInAt();

    @Override
    default List<GrantedAuthority> getAuthorities() {
        return List.of(new SimpleGrantedAuthority(authority(role())));
    }
}
