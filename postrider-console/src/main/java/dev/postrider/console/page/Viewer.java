package dev.postrider.console.page;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who looks at a page.
 *
 * @param name as they logged in; null for nobody
 * @param isOperator whether they may change something
 */
public record Viewer(@Nullable String name, boolean isOperator) {

    static Viewer of(HttpServletRequest request) {
        Principal user = request.getUserPrincipal();
        return new Viewer(user == null ? null : user.getName(), request.isUserInRole("POSTRIDER_CONSOLE_OPERATOR"));
    }
}
