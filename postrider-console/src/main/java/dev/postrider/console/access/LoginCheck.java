package dev.postrider.console.access;

import dev.postrider.relay.tools.account.Role;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends logins that are too old, and those of accounts that were removed or changed since. What the database says is remembered for some
 * seconds; while it can't be asked, or answers slowly, logins go on. Whom a provider has logged in has no account here. Thread-safe.
 */
final class LoginCheck extends OncePerRequestFilter {
    /** So long a removed account may go on. */
    static final Duration REMEMBERED = Duration.ofSeconds(10);

    /** What the session knows the login by: not by the application's own name for that. */
    static final String LOGIN = "POSTRIDER_CONSOLE";

    private static final int MOST_REMEMBERED = 1_000;
    private static final Logger log = LoggerFactory.getLogger(LoginCheck.class);

    private final AccountLookup accounts;
    private final Duration longest;
    private final InstantSource clock;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /** @param changedAt of the account; {@link Instant#MAX} if there is none any more */
    private record Seen(Instant changedAt, Role role, Instant at) {
        Seen at(Instant later) {
            return new Seen(changedAt, role, later);
        }
    }

    LoginCheck(AccountLookup accounts, Duration longest, InstantSource clock) {
        this.accounts = accounts;
        this.longest = longest;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication login = SecurityContextHolder.getContext().getAuthentication();
        if (login != null && login.getPrincipal() instanceof ConsoleUser user && !isStillGood(user)) {
            SecurityContextHolder.clearContext();
            HttpSession session = request.getSession(false);
            if (session != null) {
                session.removeAttribute(LOGIN);
            }
        }
        chain.doFilter(request, response);
    }

    private boolean isStillGood(ConsoleUser user) {
        Instant now = clock.instant();
        if (now.isAfter(user.loggedInAt().plus(longest))) {
            return false;
        }
        // a provider is asked when somebody logs in, and not again
        return !(user instanceof AccountUser known) || isAsBefore(known, now);
    }

    private boolean isAsBefore(AccountUser user, Instant now) {
        Seen known = seen.get(user.getUsername());
        if (known == null || user.loggedInAt().isAfter(known.at())) {
            known = look(user);
        } else if (now.isAfter(known.at().plus(REMEMBERED)) && seen.replace(user.getUsername(), known, known.at(now))) {
            // one request asks; the others don't wait for a database that may be away
            known = look(user);
        }
        return known.changedAt().equals(user.account().changedAt()) && known.role() == user.role();
    }

    private Seen look(AccountUser user) {
        Seen looked;
        try {
            looked = accounts.find(user.getUsername())
                    .map(account -> new Seen(account.changedAt(), account.role(), clock.instant()))
                    .orElseGet(() -> new Seen(Instant.MAX, Role.VIEWER, clock.instant()));
        } catch (SQLException e) {
            log.debug("whether the account of '{}' is still there can't be asked", user.getUsername(), e);
            looked = asBefore(user);
        }
        return remember(user, looked);
    }

    /** What was seen last, or else when they logged in; looked at anew after a while. */
    private Seen asBefore(AccountUser user) {
        Seen known = seen.get(user.getUsername());
        return known == null
                ? new Seen(user.account().changedAt(), user.role(), clock.instant())
                : known.at(clock.instant());
    }

    private Seen remember(AccountUser user, Seen looked) {
        if (seen.size() >= MOST_REMEMBERED) {
            seen.clear();
        }
        seen.put(user.getUsername(), looked);
        return looked;
    }
}
