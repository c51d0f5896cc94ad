package dev.postrider.console.delivery;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.ConsolePath;
import dev.postrider.console.page.Note;
import dev.postrider.console.page.Viewer;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.pause.DeliveryPause;
import java.sql.SQLException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Pauses delivery and resumes it, with a note that says why. */
@Controller
@RequestMapping("${postrider.console.path}/delivery")
final class PauseController {
    private final ConsolePath path;

    PauseController(ConsolePath path) {
        this.path = path;
    }

    @GetMapping("/pause")
    String askPause(ConsoleOutbox outbox, Model model) {
        model.addAttribute("action", "pause");
        return "console/pages/pause";
    }

    @GetMapping("/resume")
    String askResume(ConsoleOutbox outbox, Model model) {
        model.addAttribute("action", "resume");
        return "console/pages/pause";
    }

    @PostMapping("/pause")
    String pause(
            ConsoleOutbox outbox,
            @RequestParam(defaultValue = "") String note,
            Viewer viewer,
            RedirectAttributes redirect)
            throws SQLException {
        boolean isNew = new DeliveryPause(outbox.dataSource()).pause(new Decision(viewer.name(), Note.of(note)));
        return toOverview(
                outbox,
                isNew ? "Delivery is paused." : "Delivery was paused already; that pause is left as it is.",
                redirect);
    }

    @PostMapping("/resume")
    String resume(
            ConsoleOutbox outbox,
            @RequestParam(defaultValue = "") String note,
            Viewer viewer,
            RedirectAttributes redirect)
            throws SQLException {
        boolean wasPaused = new DeliveryPause(outbox.dataSource()).resume(new Decision(viewer.name(), Note.of(note)));
        return toOverview(outbox, wasPaused ? "Delivery is resumed." : "Delivery was not paused.", redirect);
    }

    private String toOverview(ConsoleOutbox outbox, String said, RedirectAttributes redirect) {
        redirect.addFlashAttribute("said", said);
        return path.redirect("", outbox, redirect);
    }
}
