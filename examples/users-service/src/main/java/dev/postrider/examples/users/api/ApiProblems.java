package dev.postrider.examples.users.api;

import dev.postrider.examples.users.user.InvalidField;
import dev.postrider.examples.users.user.InvalidNewUserException;
import io.sentry.Sentry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;

/**
 * Every error of the API as a problem (RFC 9457); fields that are to blame are listed in {@code errors}. Applies to addresses
 * rather than controllers, so that an unknown address of the API has its problem too; errors of pages go their usual way.
 */
@RestControllerAdvice
class ApiProblems extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ApiProblems.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    private final DatabaseAway databaseAway;

    ApiProblems(DatabaseAway databaseAway) {
        this.databaseAway = databaseAway;
    }

    @ExceptionHandler
    ProblemDetail emailTaken(EmailTakenException taken) {
        ProblemDetail problem = problem(HttpStatus.CONFLICT, message(taken));
        problem.setProperty("errors", List.of(new InvalidField("email", "must not be another user's")));
        return problem;
    }

    @ExceptionHandler
    ProblemDetail invalidUser(InvalidNewUserException invalid) {
        return invalid(invalid.fields());
    }

    @ExceptionHandler
    ProblemDetail invalidParameters(InvalidParametersException invalid) {
        return invalid(invalid.parameters());
    }

    @ExceptionHandler
    ProblemDetail noSuchUser(NoSuchUserException missing) {
        return problem(HttpStatus.NOT_FOUND, message(missing));
    }

    /** What is left is our fault, or the database is away: the client is told which, the log is told why. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(Exception failure, HttpServletRequest request) throws Exception {
        requireApi(request, failure);
        String what = request.getMethod() + " " + request.getRequestURI();
        if (DatabaseAway.isReasonOf(failure)) {
            databaseAway.failed(what, failure);
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                    .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                    .body(problem(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "The database can't be reached. Please try again in a moment."));
        }
        log.atError().setCause(failure).addKeyValue("request", what).log("a request failed");
        // what is handled here would not be reported otherwise
        Sentry.captureException(failure);
        return ResponseEntity.internalServerError()
                .body(problem(
                        HttpStatus.INTERNAL_SERVER_ERROR, "The request failed on our side. Please try again later."));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        HttpServletResponse response = ((ServletWebRequest) request).getResponse();
        if (isApi(((ServletWebRequest) request).getRequest()) || response == null) {
            return super.handleExceptionInternal(failure, body, headers, status, request);
        }
        try {
            response.sendError(status.value());
        } catch (IOException gone) {
            log.atDebug()
                    .setCause(gone)
                    .addKeyValue("status", status.value())
                    .log("nobody to tell about a failed request");
        }
        return null;
    }

    private static void requireApi(HttpServletRequest request, Exception failure) throws Exception {
        if (!isApi(request)) {
            throw failure;
        }
    }

    private static boolean isApi(HttpServletRequest request) {
        return request.getServletPath().startsWith("/api/");
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        String where = unreadable.getCause() instanceof JacksonException malformed && malformed.getLocation() != null
                ? " (line %d, column %d)"
                        .formatted(
                                malformed.getLocation().getLineNr(),
                                malformed.getLocation().getColumnNr())
                : "";
        ProblemDetail problem = problem(
                HttpStatus.BAD_REQUEST,
                "The body must be a JSON object with the strings email, first_name and last_name;"
                        + " it can't be read as one" + where + ".");
        return handleExceptionInternal(unreadable, problem, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException unsupported,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        ProblemDetail problem = problem(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "The body must be JSON, sent with the header Content-Type: application/json; it came as "
                        + unsupported.getContentType() + ".");
        return handleExceptionInternal(unsupported, problem, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException missing, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemDetail problem = problem(HttpStatus.NOT_FOUND, "The API has nothing at /" + missing.getResourcePath());
        return handleExceptionInternal(missing, problem, headers, status, request);
    }

    private static ProblemDetail invalid(List<InvalidField> fields) {
        ProblemDetail problem = problem(
                HttpStatus.BAD_REQUEST,
                fields.stream()
                        .map(field -> field.field() + " " + field.message())
                        .collect(Collectors.joining("; ")));
        problem.setProperty("errors", fields);
        return problem;
    }

    private static ProblemDetail problem(HttpStatus status, String detail) {
        return ProblemDetail.forStatusAndDetail(status, detail);
    }

    private static String message(Exception exception) {
        return String.valueOf(exception.getMessage());
    }
}
