package dev.postrider.console.doctor;

import dev.postrider.console.outbox.ConsoleOutbox;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What is wrong with the databases, as far as delivery needs them. */
@Controller
@RequestMapping("${postrider.console.path}/doctor")
final class DoctorController {
    private final Rounds rounds;

    DoctorController(Rounds rounds) {
        this.rounds = rounds;
    }

    @GetMapping
    String page() {
        return "console/pages/doctor";
    }

    /** Takes a second or more, so it comes after the page. */
    @GetMapping("/findings")
    String findings(ConsoleOutbox outbox, @RequestParam(defaultValue = "false") boolean now, Model model) {
        model.addAttribute("round", now ? rounds.make(outbox) : rounds.recent(outbox));
        return "console/pages/doctor :: findings";
    }

    /** What the overview says of it. */
    @GetMapping("/summary")
    String summary(ConsoleOutbox outbox, Model model) {
        model.addAttribute("round", rounds.recent(outbox));
        return "console/pages/doctor :: summary";
    }
}
