package dev.postrider.console.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Sends strangers to the login, and from there back to the page that they asked for. */
final class LoginPoint implements AuthenticationEntryPoint {
    private static final int LONGEST_RETURN = 2_000;

    private final String path;

    /** @param path below which the console is */
    LoginPoint(String path) {
        this.path = path;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        String login = request.getContextPath() + path + "/login";
        if (request.getHeader("HX-Request") != null) {
            // a part of a page can't be replaced by a login: the browser leaves the page
            response.setHeader("HX-Redirect", login);
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
        } else if (isPage(request)) {
            response.sendRedirect(login + "?to=" + URLEncoder.encode(asked(request), StandardCharsets.UTF_8));
        } else if (request.getMethod().equals("POST")) {
            // a form that was open while the login ended: nobody knows what an empty page means
            response.sendRedirect(login + "?to=" + URLEncoder.encode(path, StandardCharsets.UTF_8) + "&ended");
        } else {
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
        }
    }

    private static boolean isPage(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return request.getMethod().equals("GET") && (accept == null || !accept.contains("text/event-stream"));
    }

    /** Without the context path: that comes before it again. */
    private String asked(HttpServletRequest request) {
        String query = request.getQueryString();
        String asked = request.getServletPath() + (query == null ? "" : "?" + query);
        return asked.length() > LONGEST_RETURN ? path : asked;
    }
}
