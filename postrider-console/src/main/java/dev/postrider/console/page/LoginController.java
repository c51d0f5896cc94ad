package dev.postrider.console.page;

import dev.postrider.spring.config.ConsoleProperties;
import dev.postrider.spring.config.PostriderProperties;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The way in, and what is said to those who may not. */
@Controller
@RequestMapping("${postrider.console.path}")
final class LoginController {
    private final Ways ways;

    LoginController(PostriderProperties properties) {
        ConsoleProperties console = properties.console();
        this.ways = new Ways(
                console.oidc().isOn() ? console.oidc().name() : null,
                console.oidc().roleClaim(),
                console.hasPasswords(),
                console.hasStoredAccounts());
    }

    /**
     * How people log in.
     *
     * @param provider what they call the provider; null if there is none
     * @param roleClaim what it has to say of them
     * @param byPassword whether a name and a password do
     * @param hasFirst whether the first server makes an account
     */
    record Ways(@Nullable String provider, String roleClaim, boolean byPassword, boolean hasFirst) {}

    @GetMapping("/login")
    String login(@RequestParam Map<String, String> parameters, Model model) {
        return form(parameters.keySet(), parameters.getOrDefault("to", ""), model);
    }

    /**
     * The page.
     *
     * @param why it is shown: {@code error}, {@code unknown}, {@code ended}, {@code out}; of a login at a provider {@code away},
     *     {@code refused}, {@code unfinished}; or nothing of it
     */
    private String form(Set<String> why, String to, Model model) {
        model.addAttribute("failed", why.contains("error"));
        model.addAttribute("unknown", why.contains("unknown"));
        model.addAttribute("ended", why.contains("ended"));
        model.addAttribute("loggedOut", why.contains("out"));
        model.addAttribute("away", why.contains("away"));
        model.addAttribute("refused", why.contains("refused"));
        model.addAttribute("unfinished", why.contains("unfinished"));
        model.addAttribute("ways", ways);
        model.addAttribute("to", to);
        return "console/pages/login";
    }

    /** After too many failures. */
    @RequestMapping("/wait")
    @ResponseStatus(HttpStatus.TOO_MANY_REQUESTS)
    String await(@RequestParam(defaultValue = "") String to, HttpServletResponse response, Model model) {
        model.addAttribute("wait", response.getHeader(HttpHeaders.RETRY_AFTER));
        return form(Set.of(), to, model);
    }

    /** Whatever was asked for, by whatever method. */
    @RequestMapping("/denied")
    @ResponseStatus(HttpStatus.FORBIDDEN)
    String denied(Viewer viewer, Model model) {
        if (viewer.name() == null) {
            // the frame of other pages tells of delivery
            return form(Set.of("ended"), "", model);
        }
        model.addAttribute("title", "Not allowed");
        model.addAttribute(
                "problem",
                "You may look, and not change anything; or the form was open for too long. Go back, load the page again and"
                        + " retry, or log in as an operator.");
        return "console/pages/problem";
    }

    // Spring calls it
    @SuppressWarnings("DoNotCallSuggester")
    @RequestMapping("/{*rest}")
    @ResponseStatus(HttpStatus.NOT_FOUND)
    String nothing(Model model) {
        model.addAttribute("title", "Nothing here");
        model.addAttribute("problem", "This address leads nowhere.");
        return "console/pages/problem";
    }
}
