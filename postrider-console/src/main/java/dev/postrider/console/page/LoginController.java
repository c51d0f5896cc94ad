package dev.postrider.console.page;

import java.util.Map;
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

    @GetMapping("/login")
    String login(@RequestParam Map<String, String> parameters, Model model) {
        model.addAttribute("failed", parameters.containsKey("error"));
        model.addAttribute("unknown", parameters.containsKey("unknown"));
        model.addAttribute("loggedOut", parameters.containsKey("out"));
        model.addAttribute("to", parameters.getOrDefault("to", ""));
        return "console/pages/login";
    }

    /** Whatever was asked for, by whatever method. */
    @RequestMapping("/denied")
    @ResponseStatus(HttpStatus.FORBIDDEN)
    String denied(Model model) {
        model.addAttribute("title", "Not allowed");
        model.addAttribute(
                "problem",
                "You may look, and not change anything; or the form was open for too long. Go back, load the page again and"
                        + " retry, or log in as an operator.");
        return "console/pages/problem";
    }

    @RequestMapping("/{*rest}")
    @ResponseStatus(HttpStatus.NOT_FOUND)
    String nothing(Model model) {
        model.addAttribute("title", "Nothing here");
        model.addAttribute("problem", "This address leads nowhere.");
        return "console/pages/problem";
    }
}
