package dev.postrider.console.oidc;

import dev.postrider.console.access.ReturnPage;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.web.filter.OncePerRequestFilter;

/** Sends a browser to the provider. It is a link and no form: the console's pages send forms nowhere else. Thread-safe. */
final class OidcStart extends OncePerRequestFilter {
    private final String place;
    private final DefaultOAuth2AuthorizationRequestResolver requests;
    private final PendingLogins pending;
    private final ReturnPage pages;
    private final OidcFailures failures;
    private final InstantSource clock;

    /**
     * Takes those that come to a place.
     *
     * @param path below which the console is
     */
    OidcStart(String path, String place, Provider provider, PendingLogins pending, InstantSource clock) {
        this.place = place;
        ClientRegistrationRepository one = id -> provider.registration();
        this.requests = new DefaultOAuth2AuthorizationRequestResolver(one);
        this.pending = pending;
        this.pages = new ReturnPage(path);
        this.failures = new OidcFailures(path, pages);
        this.clock = clock;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !(request.getMethod().equals("GET") && request.getServletPath().equals(place));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String to = pages.of(request.getParameter("to"));
        try {
            OAuth2AuthorizationRequest asked = Objects.requireNonNull(requests.resolve(request, Provider.ID));
            pending.keep(PendingLogin.of(asked, clock.instant().plus(PendingLogins.LONGEST), to), request, response);
            response.sendRedirect(asked.getAuthorizationRequestUri());
        } catch (ProviderAwayException e) {
            request.setAttribute(OidcFailures.TO, to);
            failures.onAuthenticationFailure(request, response, e);
        }
    }
}
