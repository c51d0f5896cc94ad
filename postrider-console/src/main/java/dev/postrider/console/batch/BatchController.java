package dev.postrider.console.batch;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.ConsolePath;
import dev.postrider.console.page.NotFoundException;
import dev.postrider.console.page.Note;
import dev.postrider.console.page.Viewer;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.batches.BatchDetails;
import dev.postrider.relay.tools.batches.Batches;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import java.sql.SQLException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The ledger's batches, and one of them opened. */
@Controller
@RequestMapping("${postrider.console.path}/batches")
final class BatchController {
    private static final int PAGE = 100;

    private final ConsolePath path;
    private final InstantSource clock;

    BatchController(ConsolePath path, ObjectProvider<InstantSource> clock) {
        this.path = path;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    @GetMapping
    String list(ConsoleOutbox outbox, BatchForm form, @RequestParam(required = false) @Nullable Long after, Model model)
            throws SQLException {
        model.addAttribute("form", form);
        model.addAttribute("isFirst", after == null);
        model.addAttribute("page", new Batches(outbox.dataSource()).page(form.filter(clock.instant()), after, PAGE));
        return "console/pages/batches";
    }

    @GetMapping("/{number:\\d{1,18}}")
    String show(ConsoleOutbox outbox, @PathVariable long number, Model model) throws SQLException {
        model.addAttribute("batch", find(outbox, number));
        return "console/pages/batch";
    }

    /** Reads the outbox, so it comes after the page. */
    @GetMapping("/{number:\\d{1,18}}/events")
    String events(
            ConsoleOutbox outbox,
            @PathVariable long number,
            @RequestParam(required = false) @Nullable Long txid,
            @RequestParam(required = false) @Nullable Long id,
            Model model)
            throws SQLException {
        Position after = txid == null || id == null ? null : new Position(txid, id);
        model.addAttribute("number", number);
        model.addAttribute("events", new Batches(outbox.dataSource()).events(number, after, PAGE));
        return "console/pages/batch :: events";
    }

    @GetMapping("/{number:\\d{1,18}}/set-aside")
    String askSetAside(ConsoleOutbox outbox, @PathVariable long number, Model model) throws SQLException {
        model.addAttribute("batch", find(outbox, number));
        return "console/pages/aside";
    }

    @PostMapping("/{number:\\d{1,18}}/set-aside")
    String setAside(
            ConsoleOutbox outbox,
            @PathVariable long number,
            @RequestParam(defaultValue = "") String note,
            Viewer viewer,
            RedirectAttributes redirect)
            throws SQLException {
        boolean isUnderWay =
                new DeadLetters(outbox.work()).setAside(number, new Decision(viewer.name(), Note.of(note)));
        redirect.addAttribute("number", number);
        redirect.addFlashAttribute(
                "said",
                isUnderWay
                        ? "What is refused of this batch is set aside from now on."
                        : "The batch is not under way any more: nothing was changed.");
        return path.redirect("/batches/{number}", outbox, redirect);
    }

    private static BatchDetails find(ConsoleOutbox outbox, long number) throws SQLException {
        BatchDetails batch = new Batches(outbox.dataSource()).show(number);
        if (batch == null) {
            throw new NotFoundException("The ledger has no batch " + number + ", or has forgotten it.");
        }
        return batch;
    }
}
