package dev.postrider.console.replay;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.ConsolePath;
import dev.postrider.console.page.Note;
import dev.postrider.console.page.Viewer;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.resend.ResendRecord;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Delivering again what the outbox retains: a dry run first, then the sending of what it counted. */
@Controller
@RequestMapping("${postrider.console.path}/replay")
final class ReplayController {
    private static final int LISTED = 20;

    private final Replays replays;
    private final ConsolePath path;

    ReplayController(Replays replays, ConsolePath path) {
        this.replays = replays;
        this.path = path;
    }

    /**
     * A replay or a repair that somebody ordered once.
     *
     * @param goesOn the query of the form that goes on with it; null if nothing can
     */
    record Earlier(ResendRecord record, @Nullable String goesOn) {
        public String kind() {
            return record.kind() == ResendRecord.Kind.REPLAY ? "replay" : "repair";
        }
    }

    @GetMapping
    String show(ConsoleOutbox outbox, ReplayForm form, Model model) throws SQLException {
        ReplayRun run = replays.last(outbox);
        boolean isEmpty = form.query().isEmpty();
        List<Earlier> earlier = ResendRecord.last(outbox.dataSource(), LISTED).stream()
                .map(this::earlier)
                .toList();
        model.addAttribute("form", isEmpty && run != null ? run.form() : form);
        model.addAttribute("run", run);
        model.addAttribute("earlier", earlier);
        model.addAttribute("whyNothingIsSent", replays.whyNothingIsSent());
        return "console/pages/replay";
    }

    private Earlier earlier(ResendRecord record) {
        ReplayForm form = replays.goingOnWith(record);
        return new Earlier(record, form == null ? null : form.query());
    }

    @GetMapping("/progress")
    String progress(ConsoleOutbox outbox, Model model) {
        model.addAttribute("run", replays.last(outbox));
        model.addAttribute("whyNothingIsSent", replays.whyNothingIsSent());
        return "console/pages/replay :: run";
    }

    @PostMapping("/dry-run")
    String dryRun(ConsoleOutbox outbox, ReplayForm form, RedirectAttributes redirect) {
        replays.dryRun(outbox, form);
        return toPage(outbox, redirect);
    }

    @PostMapping("/send")
    String send(
            ConsoleOutbox outbox,
            @RequestParam(defaultValue = "") String counted,
            @RequestParam(defaultValue = "") String note,
            Viewer viewer,
            RedirectAttributes redirect)
            throws SQLException {
        replays.send(outbox, counted, new Decision(viewer.name(), Note.of(note)));
        return toPage(outbox, redirect);
    }

    @PostMapping("/stop")
    String stop(ConsoleOutbox outbox, RedirectAttributes redirect) {
        ReplayRun run = replays.last(outbox);
        if (run != null) {
            run.stop();
        }
        return toPage(outbox, redirect);
    }

    private String toPage(ConsoleOutbox outbox, RedirectAttributes redirect) {
        return path.redirect("/replay", outbox, redirect);
    }
}
