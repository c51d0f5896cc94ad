package dev.postrider.console.oidc;

import dev.postrider.console.access.LoginAttempts;
import dev.postrider.console.access.ProvidedUser;
import dev.postrider.console.access.ReturnPage;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AbstractAuthenticationProcessingFilter;

/**
 * Takes browsers that come back from the provider. What was not begun in the same browser is sent away before anything is asked or
 * counted: else any page of the web could let logins wait. Thread-safe.
 */
final class OidcCallback extends AbstractAuthenticationProcessingFilter {
    private static final Logger log = LoggerFactory.getLogger(OidcCallback.class);

    private final String path;
    private final ProvenLogin proven;
    private final PendingLogins pending;
    private final LoginAttempts attempts;

    /**
     * Takes those that come to {@code place}.
     *
     * @param path below which the console is
     */
    OidcCallback(String path, String place, ProvenLogin proven, PendingLogins pending, LoginAttempts attempts) {
        super(request ->
                request.getMethod().equals("GET") && request.getServletPath().equals(place));
        this.path = path;
        this.proven = proven;
        this.pending = pending;
        this.attempts = attempts;
        ReturnPage pages = new ReturnPage(path);
        setAuthenticationFailureHandler(new OidcFailures(path, pages));
        setAuthenticationSuccessHandler((request, response, login) -> response.sendRedirect(request.getContextPath()
                + pages.of(request.getAttribute(OidcFailures.TO) instanceof String to ? to : null)));
        // it logs nobody in by itself: the rules of access set the manager for those that need one
        setAuthenticationManager(login -> login);
    }

    @Override
    public @Nullable Authentication attemptAuthentication(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        PendingLogin begun =
                pending.find(request, request.getParameter("state")).orElseThrow(OidcCallback::notBegunHere);
        Duration wait = attempts.begin(request.getRemoteAddr(), nobodyYet(request));
        if (!wait.isZero()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds() + 1));
            request.getRequestDispatcher(path + "/wait").forward(request, response);
            return null;
        }
        pending.forget(request, response);
        request.setAttribute(OidcFailures.TO, begun.to());
        try {
            ProvidedUser user = proven.user(begun, request.getParameter("code"), request.getParameter("error"));
            attempts.succeeded(request.getRemoteAddr(), nobodyYet(request));
            log.atInfo()
                    .addKeyValue("login", user.getUsername())
                    .addKeyValue("subject", user.subject())
                    .addKeyValue("role", user.role().word())
                    .addKeyValue("address", request.getRemoteAddr())
                    .log("somebody has logged in to the console by OpenID Connect");
            return UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities());
        } catch (AuthenticationException e) {
            tell(e, request);
            throw e;
        }
    }

    private static UnfinishedLoginException notBegunHere() {
        UnfinishedLoginException failure =
                new UnfinishedLoginException("not begun in this browser and at this server, or too long ago");
        // strangers may come without end
        log.debug("a login to the console by OpenID Connect did not come to an end: {}", failure.getMessage());
        return failure;
    }

    private void tell(AuthenticationException failure, HttpServletRequest request) {
        if (failure instanceof ProviderAwayException) {
            log.atWarn()
                    .addKeyValue("reason", failure.getMessage())
                    .log("nobody can log in to the console by OpenID Connect, the provider does not answer");
            return;
        }
        attempts.failed(request.getRemoteAddr(), nobodyYet(request));
        if (failure instanceof NoRoleException nobody) {
            log.atInfo()
                    .addKeyValue("login", "oidc " + nobody.name())
                    .addKeyValue("subject", nobody.subject())
                    .addKeyValue("address", request.getRemoteAddr())
                    .log(
                            "a login to the console by OpenID Connect was refused: no value of the role claim gives a role");
        } else {
            log.atInfo()
                    .addKeyValue("reason", failure.getMessage())
                    .addKeyValue("address", request.getRemoteAddr())
                    .log("a login to the console by OpenID Connect did not come to an end");
        }
    }

    /** The name that attempts are counted for: who it is, is not known before, and one may not hold up another. */
    private static String nobodyYet(HttpServletRequest request) {
        return "oidc from " + request.getRemoteAddr();
    }
}
