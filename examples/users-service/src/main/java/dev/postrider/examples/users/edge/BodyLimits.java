package dev.postrider.examples.users.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes in the body of every request, whatever its address, its kind and whether its length is told: never more of it than the
 * limit and a byte, and never for longer than the deadline and one time-out of the connection. Thread-safe.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class BodyLimits extends OncePerRequestFilter {
    /** In bytes. Three fields of 255 characters take at most 9.2 kB as JSON, even with every character escaped. */
    static final int MAX_BYTES = 16 * 1024;

    /** However many pieces the body comes in. */
    static final Duration LONGEST = Duration.ofSeconds(10);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > MAX_BYTES) {
            refuseLength(response);
            return;
        }
        byte[] body;
        try {
            body = read(request.getInputStream());
        } catch (IOException unread) {
            if (!isTooSlow(unread)) {
                throw unread;
            }
            refuse(
                    response,
                    HttpStatus.REQUEST_TIMEOUT,
                    "The body must arrive within " + LONGEST.toSeconds() + " seconds.");
            return;
        }
        if (body.length > MAX_BYTES) {
            refuseLength(response);
        } else {
            chain.doFilter(new TakenRequest(request, body), response);
        }
    }

    /** At most one byte past the limit. */
    private static byte[] read(InputStream body) throws IOException {
        long start = System.nanoTime();
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        byte[] piece = new byte[2048];
        while (taken.size() <= MAX_BYTES) {
            int length = body.read(piece, 0, Math.min(piece.length, MAX_BYTES + 1 - taken.size()));
            if (length < 0) {
                break;
            }
            taken.write(piece, 0, length);
            if (System.nanoTime() - start > LONGEST.toNanos()) {
                throw new SocketTimeoutException("the body has not ended");
            }
        }
        return taken.toByteArray();
    }

    /** The container wraps the connection's time-out. */
    private static boolean isTooSlow(IOException unread) {
        return unread instanceof SocketTimeoutException || unread.getCause() instanceof SocketTimeoutException;
    }

    private static void refuseLength(HttpServletResponse response) throws IOException {
        refuse(response, HttpStatus.CONTENT_TOO_LARGE, "The body must be at most " + MAX_BYTES + " bytes long.");
    }

    private static void refuse(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        // the rest of the body is not worth reading
        response.setHeader("Connection", "close");
        String problem = "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                .formatted(status.getReasonPhrase(), status.value(), detail);
        response.getOutputStream().write(problem.getBytes(StandardCharsets.UTF_8));
    }
}
