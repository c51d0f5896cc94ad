package dev.postrider.examples.users.pages;

import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The operator's page and the way to it. */
@Controller
class OperatorController {
    private final OperatorOverview overview;

    OperatorController(OperatorOverview overview) {
        this.overview = overview;
    }

    @GetMapping("/operator")
    String operator(Model model) {
        model.addAttribute("view", overview.read());
        return "operator";
    }

    @GetMapping("/login")
    String login(@RequestParam Map<String, String> parameters, Model model) {
        model.addAttribute("failed", parameters.containsKey("error"));
        model.addAttribute("loggedOut", parameters.containsKey("out"));
        return "login";
    }
}
