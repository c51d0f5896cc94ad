package dev.postrider.console.oidc;

import dev.postrider.console.access.ReturnPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/** Sends whom the login failed back to its page, which says why in a sentence; nothing of what was tried is in the address. Immutable. */
final class OidcFailures implements AuthenticationFailureHandler {
    /** The attribute of a request that has the page to show afterwards. */
    static final String TO = OidcFailures.class.getName();

    private final String path;
    private final ReturnPage pages;

    /** @param path below which the console is */
    OidcFailures(String path, ReturnPage pages) {
        this.path = path;
        this.pages = pages;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        String to = request.getAttribute(TO) instanceof String page ? page : null;
        response.sendRedirect(request.getContextPath() + path + "/login?" + why(failure) + pages.parameter(to));
    }

    private static String why(AuthenticationException failure) {
        if (failure instanceof ProviderAwayException) {
            return "away";
        }
        return failure instanceof NoRoleException ? "refused" : "unfinished";
    }
}
