package dev.postrider.console.event;

import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.ConsolePath;
import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.tools.explain.Explain;
import java.sql.SQLException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What became of one event. */
@Controller
@RequestMapping("${postrider.console.path}")
final class EventController {
    private final ConsoleEventLog eventLog;
    private final ConsolePath path;
    private final Payloads payloads;

    EventController(ConsoleEventLog eventLog, ConsolePath path, Payloads payloads) {
        this.path = path;
        this.payloads = payloads;
        this.eventLog = eventLog;
    }

    /** From the field at the top of every page. */
    @GetMapping("/find")
    String find(ConsoleOutbox outbox, @RequestParam String id, RedirectAttributes redirect) {
        String typed = id.strip();
        if (!typed.matches("-?\\d{1,19}")) {
            throw new IllegalArgumentException(
                    "'" + typed + "' is no event id, must be a number as publish returns it");
        }
        redirect.addAttribute("id", typed);
        return path.redirect("/events/{id}", outbox, redirect);
    }

    @GetMapping("/events/{id:-?\\d+}")
    String show(@PathVariable long id, Model model) {
        model.addAttribute("id", id);
        return "console/pages/event";
    }

    /** Reads the whole outbox and a column of the event log, so it comes after the page. */
    @GetMapping("/events/{id:-?\\d+}/life")
    String life(ConsoleOutbox outbox, @PathVariable long id, Model model) throws SQLException {
        model.addAttribute("id", id);
        model.addAttribute("explanation", new Explain(outbox.dataSource(), eventLog.get()).event(id));
        model.addAttribute("payloads", payloads);
        return "console/pages/event :: life";
    }
}
