package dev.postrider.console.page;

import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.spring.log.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;

/** What is said when a page can't be shown: in the frame of all pages, or in the part of a page that was to be filled. */
@ControllerAdvice(basePackages = "dev.postrider.console")
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private final Frame frame;

    Problems(Frame frame) {
        this.frame = frame;
    }

    @ExceptionHandler
    ModelAndView notThere(NotFoundException e, HttpServletRequest request) {
        return problem(request, HttpStatus.NOT_FOUND, "Nothing here", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ModelAndView wrong(IllegalArgumentException e, HttpServletRequest request) {
        return problem(request, HttpStatus.BAD_REQUEST, "That can’t be done", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ModelAndView mistyped(MethodArgumentTypeMismatchException e, HttpServletRequest request) {
        return wrong(
                new IllegalArgumentException("'" + e.getValue() + "' can’t be the " + e.getName() + " of this page", e),
                request);
    }

    @ExceptionHandler
    ModelAndView missing(MissingServletRequestParameterException e, HttpServletRequest request) {
        return wrong(
                new IllegalArgumentException("The address does not say '" + e.getParameterName() + "'.", e), request);
    }

    @ExceptionHandler
    ModelAndView postgresAway(SQLException e, HttpServletRequest request) {
        log.atWarn()
                .addKeyValue("reason", Reason.of(e))
                .log("a page of the console can't read PostgreSQL: {}", Reason.of(e));
        return problem(
                request, HttpStatus.SERVICE_UNAVAILABLE, "PostgreSQL does not answer as it should", Reason.of(e));
    }

    @ExceptionHandler
    ModelAndView clickHouseAway(SinkException e, HttpServletRequest request) {
        log.atWarn()
                .addKeyValue("reason", Reason.of(e))
                .log("a page of the console can't ask ClickHouse: {}", Reason.of(e));
        return problem(
                request, HttpStatus.SERVICE_UNAVAILABLE, "ClickHouse does not answer as it should", Reason.of(e));
    }

    private ModelAndView problem(HttpServletRequest request, HttpStatus status, String title, String problem) {
        boolean isPart = request.getHeader("HX-Request") != null;
        ModelAndView page = new ModelAndView(isPart ? "console/pages/problem :: said" : "console/pages/problem");
        // htmx shows nothing of an answer that is an error
        page.setStatus(isPart ? HttpStatus.OK : status);
        page.addObject("title", title);
        page.addObject("problem", problem);
        page.addObject("frame", frame.shown(request));
        page.addObject("format", frame.format());
        page.addObject("now", frame.now());
        return page;
    }
}
