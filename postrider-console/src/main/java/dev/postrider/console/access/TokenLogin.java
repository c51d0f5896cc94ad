package dev.postrider.console.access;

import dev.postrider.console.api.OnceFilter;
import dev.postrider.console.api.Problem;
import dev.postrider.relay.tools.token.Token;
import dev.postrider.relay.tools.token.Tokens;
import dev.postrider.spring.log.Reason;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets in who brings a token, for one request. Each request asks PostgreSQL: a token that is revoked is refused from then on, everywhere.
 * Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750">RFC 6750</a>
 */
final class TokenLogin extends OncePerRequestFilter {
    private static final String SCHEME = "Bearer ";
    private static final Logger log = LoggerFactory.getLogger(TokenLogin.class);

    private final Tokens tokens;

    TokenLogin(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            Optional<Token> token;
            try {
                token = tokens.find(header.substring(SCHEME.length()).strip());
            } catch (SQLException e) {
                log.atWarn().addKeyValue("reason", Reason.of(e)).log("a token of the admin API can't be looked up");
                Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "PostgreSQL unavailable", Reason.of(e), request)
                        .send(response);
                return;
            }
            token.ifPresent(found -> letIn(found, request));
        }
        chain.doFilter(request, response);
    }

    private static void letIn(Token token, HttpServletRequest request) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                "token " + token.name(),
                null,
                List.of(new SimpleGrantedAuthority(ConsoleUser.authority(token.role())))));
        SecurityContextHolder.setContext(context);
        request.setAttribute(OnceFilter.ACTOR, Long.toString(token.number()));
    }
}
