package dev.postrider.console.api;

import dev.postrider.relay.tools.request.BegunRequest;
import dev.postrider.relay.tools.request.IdempotentRequests;
import dev.postrider.relay.tools.request.RequestFingerprint;
import dev.postrider.spring.log.Reason;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Does a change that comes with an {@code Idempotency-Key} once: the same request under the same key gets the first one's answer again, for 24
 * hours. Thread-safe.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">the header's draft</a>
 */
public final class OnceFilter extends OncePerRequestFilter {
    /** The attribute of a request that says whose key it is. */
    public static final String ACTOR = OnceFilter.class.getName();

    /** The attribute of a request whose answer is not kept, whatever its value. */
    public static final String HOLDS_SECRET = OnceFilter.class.getName() + ".secret";

    /** Bytes in the body of a change at most. */
    static final int LONGEST_BODY = 65_536;

    private static final String KEY = "Idempotency-Key";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Logger log = LoggerFactory.getLogger(OnceFilter.class);

    private final IdempotentRequests requests;

    /** Asks nothing yet. */
    public OnceFilter(IdempotentRequests requests) {
        this.requests = requests;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (READING.contains(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            refuse(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "Too large",
                    "the body has more than " + LONGEST_BODY + " bytes",
                    request,
                    response);
            return;
        }
        HttpServletRequest readAgain = new ReadRequest(request, body);
        String key = request.getHeader(KEY);
        if (key == null || !(request.getAttribute(ACTOR) instanceof String actor)) {
            chain.doFilter(readAgain, response);
            return;
        }
        try {
            once(actor, key, readAgain, body, response, chain);
        } catch (SQLException e) {
            refuse(HttpStatus.SERVICE_UNAVAILABLE, "PostgreSQL unavailable", Reason.of(e), request, response);
        }
    }

    private void once(
            String actor,
            String key,
            HttpServletRequest request,
            byte[] body,
            HttpServletResponse response,
            FilterChain chain)
            throws SQLException, ServletException, IOException {
        if (key.isBlank() || key.length() > IdempotentRequests.LONGEST_TEXT) {
            refuse(
                    HttpStatus.BAD_REQUEST,
                    "Wrong request",
                    KEY + " has " + key.length() + " characters, must have 1 to " + IdempotentRequests.LONGEST_TEXT,
                    request,
                    response);
            return;
        }
        String query = request.getQueryString();
        String what = request.getRequestURI() + (query == null ? "" : "?" + query);
        BegunRequest begun = requests.begin(actor, key, RequestFingerprint.of(request.getMethod(), what, body));
        if (begun instanceof BegunRequest.New) {
            first(actor, key, request, response, chain);
        } else if (begun instanceof BegunRequest.Answered answered) {
            again(answered, request, response);
        } else if (begun instanceof BegunRequest.Different) {
            refuse(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "Key used for another request",
                    "another request came under this " + KEY + "; give each request a key of its own",
                    request,
                    response);
        } else {
            refuse(
                    HttpStatus.CONFLICT,
                    "Under way",
                    "a request came under this " + KEY + " and has no answer: it is under way, or was broken off."
                            + " Look whether it was done, as in the audit trail; if it was not, ask again under another key",
                    request,
                    response);
        }
    }

    private void first(
            String actor, String key, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ContentCachingResponseWrapper kept = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, kept);
        try {
            int status = kept.getStatus();
            if (status < HttpStatus.BAD_REQUEST.value()) {
                String answer = request.getAttribute(HOLDS_SECRET) == null
                        ? new String(kept.getContentAsByteArray(), StandardCharsets.UTF_8)
                        : null;
                requests.answered(actor, key, status, kept.getContentType(), answer);
            } else if (status < HttpStatus.INTERNAL_SERVER_ERROR.value()) {
                // refused before anything was changed
                requests.forget(actor, key);
            }
        } catch (SQLException e) {
            // it was done: the answer says so. Whoever asks again is told that nobody knows
            log.atWarn().addKeyValue("reason", Reason.of(e)).log("the answer to a change can't be kept");
        }
        kept.copyBodyToResponse();
    }

    private static void again(BegunRequest.Answered answered, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (answered.body() == null) {
            refuse(
                    HttpStatus.CONFLICT,
                    "Done already",
                    "this was done, and its answer held a secret, which is shown once and was not kept",
                    request,
                    response);
            return;
        }
        response.setStatus(answered.status());
        response.setHeader("Idempotency-Replayed", "true");
        if (answered.type() != null) {
            response.setContentType(answered.type());
        }
        response.getOutputStream().write(answered.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(
            HttpStatus status, String title, String detail, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Problem.of(status, title, detail, request).send(response);
    }
}
