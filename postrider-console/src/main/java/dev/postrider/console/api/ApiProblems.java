package dev.postrider.console.api;

import dev.postrider.console.page.NotFoundException;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.spring.log.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;

/** What the admin API says when something can't be done. */
@RestControllerAdvice(annotations = ApiController.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ApiProblems {
    private static final Logger log = LoggerFactory.getLogger(ApiProblems.class);

    @ExceptionHandler
    ResponseEntity<Problem> notThere(NotFoundException e, HttpServletRequest request) {
        return problem(HttpStatus.NOT_FOUND, "Not found", String.valueOf(e.getMessage()), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> conflict(ConflictException e, HttpServletRequest request) {
        return problem(HttpStatus.CONFLICT, "Conflict", String.valueOf(e.getMessage()), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrong(IllegalArgumentException e, HttpServletRequest request) {
        return problem(HttpStatus.BAD_REQUEST, "Wrong request", String.valueOf(e.getMessage()), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> mistyped(MethodArgumentTypeMismatchException e, HttpServletRequest request) {
        return problem(
                HttpStatus.BAD_REQUEST,
                "Wrong request",
                "'" + e.getValue() + "' can't be the " + e.getName() + " of this request",
                request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> missing(MissingServletRequestParameterException e, HttpServletRequest request) {
        return problem(
                HttpStatus.BAD_REQUEST,
                "Wrong request",
                "the parameter '" + e.getParameterName() + "' is missing",
                request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> unreadable(HttpMessageNotReadableException e, HttpServletRequest request) {
        return problem(
                HttpStatus.BAD_REQUEST,
                "Wrong request",
                e.getCause() instanceof JacksonException wrong
                        ? "the body can't be read: " + wrong.getOriginalMessage()
                        : "there is no body, must be JSON, {} at the least",
                request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> noJson(HttpMediaTypeNotSupportedException e, HttpServletRequest request) {
        return problem(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "No JSON",
                "the body is of the type " + e.getContentType() + ", must be application/json",
                request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> postgresAway(SQLException e, HttpServletRequest request) {
        log.atWarn().addKeyValue("reason", Reason.of(e)).log("the admin API can't read PostgreSQL: {}", Reason.of(e));
        return problem(HttpStatus.SERVICE_UNAVAILABLE, "PostgreSQL unavailable", Reason.of(e), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> clickHouseAway(SinkException e, HttpServletRequest request) {
        log.atWarn().addKeyValue("reason", Reason.of(e)).log("the admin API can't ask ClickHouse: {}", Reason.of(e));
        return problem(HttpStatus.SERVICE_UNAVAILABLE, "ClickHouse unavailable", Reason.of(e), request);
    }

    private static ResponseEntity<Problem> problem(
            HttpStatus status, String title, String detail, HttpServletRequest request) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.of(status, title, detail, request));
    }
}
