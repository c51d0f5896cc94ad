package dev.postrider.console.access;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a page of the console to whoever did not come through the console's rules of access. The rules go by the path; an application
 * can bring the pages below another one ({@code spring.mvc.servlet.path}, a prefix for all controllers, paths that ignore case), or take
 * the console's path out of all rules. Thread-safe.
 */
final class ConsoleGate implements HandlerInterceptor {
    private static final String CAME_THROUGH_RULES = ConsoleGate.class.getName();
    private static final String CONSOLE = "dev.postrider.console.";
    private static final Logger log = LoggerFactory.getLogger(ConsoleGate.class);

    /** The first of the rules' filters: marks what comes through them. */
    static Filter entrance() {
        return (request, response, chain) -> {
            request.setAttribute(CAME_THROUGH_RULES, true);
            chain.doFilter(request, response);
        };
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        boolean isOfConsole = handler instanceof HandlerMethod method
                && method.getBeanType().getName().startsWith(CONSOLE);
        if (!isOfConsole || request.getAttribute(CAME_THROUGH_RULES) != null) {
            return true;
        }
        log.warn("a page of the console was refused: the application has put it at a path that"
                + " postrider.console.path does not name, or has taken that path out of all rules of access");
        response.sendError(HttpStatus.FORBIDDEN.value());
        return false;
    }
}
