package dev.postrider.console.overview;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.console.page.PageTime;
import dev.postrider.console.payload.Payloads;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Whether events flow: of one outbox, of all, now or at an earlier time. */
@Controller
@RequestMapping("${postrider.console.path}")
final class OverviewController {
    private final ConsoleOutboxes outboxes;
    private final OverviewReader reader;
    private final Payloads payloads;

    OverviewController(ConsoleOutboxes outboxes, OverviewReader reader, Payloads payloads) {
        this.outboxes = outboxes;
        this.reader = reader;
        this.payloads = payloads;
    }

    @GetMapping({"", "/"})
    String overview(
            ConsoleOutbox outbox,
            @RequestParam(name = "outbox", required = false) @Nullable String named,
            @RequestParam(required = false) @Nullable String at,
            @RequestParam(defaultValue = "hour") String range,
            Model model)
            throws SQLException {
        if (outboxes.isFleet() && (named == null || named.isEmpty())) {
            model.addAttribute("rows", reader.fleet(outboxes));
            return "console/pages/fleet";
        }
        Instant time = PageTime.of(at, reader.now());
        if (time != null) {
            model.addAttribute("past", reader.past(outbox, time));
            return "console/pages/past";
        }
        model.addAttribute("range", CurveRange.of(range));
        model.addAttribute("view", reader.read(outbox));
        model.addAttribute("payloads", payloads);
        return "console/pages/overview";
    }

    /** What changes of it while it is open. */
    @GetMapping("/overview/live")
    String live(ConsoleOutbox outbox, Model model) {
        model.addAttribute("view", reader.read(outbox));
        model.addAttribute("payloads", payloads);
        return "console/pages/overview :: live";
    }

    /** The same of all outboxes. */
    @GetMapping("/overview/fleet")
    String fleet(Model model) {
        model.addAttribute("rows", reader.fleet(outboxes));
        return "console/pages/fleet :: live";
    }
}
