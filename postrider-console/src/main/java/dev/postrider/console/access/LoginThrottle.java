package dev.postrider.console.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets attempts to log in wait, before a password is looked at, and hears what came of those that were made. Thread-safe. */
final class LoginThrottle extends OncePerRequestFilter
        implements AuthenticationFailureHandler, AuthenticationSuccessHandler {
    private final LoginAttempts attempts;
    private final String path;
    private final ReturnPage pages;

    /** @param path below which the console is */
    LoginThrottle(LoginAttempts attempts, String path) {
        this.attempts = attempts;
        this.path = path;
        this.pages = new ReturnPage(path);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !(request.getMethod().equals("POST") && request.getServletPath().equals(path + "/login"));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Duration wait = attempts.begin(request.getRemoteAddr(), name(request));
        if (wait.isZero()) {
            chain.doFilter(request, response);
        } else {
            response.setHeader("Retry-After", Long.toString(wait.toSeconds() + 1));
            // not as an error, which the application around the console would show in its own way
            request.getRequestDispatcher(path + "/wait").forward(request, response);
        }
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        boolean isUnknown = failure instanceof InternalAuthenticationServiceException;
        if (!isUnknown) {
            attempts.failed(request.getRemoteAddr(), name(request));
        }
        // a stranger gets no session
        String why = isUnknown ? "unknown" : "error";
        send(request, response, path + "/login?" + why + pages.parameter(request.getParameter("to")));
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        attempts.succeeded(request.getRemoteAddr(), name(request));
        send(request, response, pages.of(request.getParameter("to")));
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, String to) throws IOException {
        response.sendRedirect(response.encodeRedirectURL(request.getContextPath() + to));
    }

    private static String name(HttpServletRequest request) {
        String name = request.getParameter("username");
        // as the login itself reads it: else a blank behind a name would make another one of it
        return name == null ? "" : name.trim();
    }
}
