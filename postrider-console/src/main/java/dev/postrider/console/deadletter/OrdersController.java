package dev.postrider.console.deadletter;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.ConsolePath;
import dev.postrider.console.page.NotFoundException;
import dev.postrider.console.page.Note;
import dev.postrider.console.page.Viewer;
import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetterOrder;
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

/** Deciding about dead letters: asked first, with the number of those that are met; then an order that is carried out in the background. */
@Controller
@RequestMapping("${postrider.console.path}/dead-letters")
final class OrdersController {
    private final OrderRunner runner;
    private final ConsolePath path;
    private final Payloads payloads;
    private final InstantSource clock;

    OrdersController(OrderRunner runner, ConsolePath path, Payloads payloads, ObjectProvider<InstantSource> clock) {
        this.path = path;
        this.payloads = payloads;
        this.runner = runner;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    /**
     * An order and how far it is.
     *
     * @param left letters that it has still to decide about
     * @param isAtWork whether this process carries it out
     * @param problem why this process could not go on with it; null if nothing was in its way
     */
    record Progress(
            DeadLetterOrder order,
            long left,
            boolean isAtWork,
            @Nullable String problem) {
        public boolean isFinished() {
            return order.finishedAt() != null;
        }

        /** Of 100. */
        public long percent() {
            long all = order.done() + left;
            return all == 0 ? 100 : order.done() * 100 / all;
        }
    }

    /** Says what would happen, and asks why. */
    @GetMapping("/decide")
    String ask(ConsoleOutbox outbox, LetterForm form, @RequestParam String action, Viewer viewer, Model model)
            throws SQLException {
        requireAction(action);
        DeadLetterFilter filter = form.filter(clock.instant());
        payloads.requireMayAskReason(filter.reasonContains(), viewer);
        model.addAttribute("form", form);
        model.addAttribute("action", action);
        model.addAttribute("count", new DeadLetters(outbox.dataSource()).count(filter));
        return "console/pages/decide";
    }

    @PostMapping("/orders")
    String order(
            ConsoleOutbox outbox,
            LetterForm form,
            @RequestParam String action,
            @RequestParam(defaultValue = "") String note,
            Viewer viewer,
            RedirectAttributes redirect)
            throws SQLException {
        requireAction(action);
        Decision decision = new Decision(viewer.name(), Note.of(note));
        DeadLetters letters = new DeadLetters(outbox.dataSource());
        DeadLetterFilter filter = form.filter(clock.instant());
        DeadLetterOrder order = action.equals("requeue")
                ? letters.orderRequeue(filter, decision)
                : letters.orderDiscard(filter, decision);
        runner.run(outbox, order.number());
        return toOrder(outbox, order.number(), redirect);
    }

    @PostMapping("/orders/{number}/resume")
    String resume(ConsoleOutbox outbox, @PathVariable long number, RedirectAttributes redirect) throws SQLException {
        if (find(outbox, number).finishedAt() == null) {
            runner.run(outbox, number);
        }
        return toOrder(outbox, number, redirect);
    }

    @GetMapping("/orders/{number}")
    String show(ConsoleOutbox outbox, @PathVariable long number, Model model) throws SQLException {
        model.addAttribute("progress", progress(outbox, number));
        return "console/pages/order";
    }

    @GetMapping("/orders/{number}/progress")
    String progress(ConsoleOutbox outbox, @PathVariable long number, Model model) throws SQLException {
        model.addAttribute("progress", progress(outbox, number));
        return "console/pages/order :: progress";
    }

    Progress progress(ConsoleOutbox outbox, long number) throws SQLException {
        // asked first: an order that ends in between is seen to have ended
        boolean isAtWork = runner.isAtWork(outbox, number);
        DeadLetterOrder order = find(outbox, number);
        return new Progress(
                order, new DeadLetters(outbox.dataSource()).left(order), isAtWork, runner.problem(outbox, number));
    }

    static DeadLetterOrder find(ConsoleOutbox outbox, long number) throws SQLException {
        try {
            return new DeadLetters(outbox.dataSource()).order(number);
        } catch (IllegalArgumentException e) {
            throw new NotFoundException(String.valueOf(e.getMessage()));
        }
    }

    static void requireAction(String action) {
        if (!action.equals("requeue") && !action.equals("discard")) {
            throw new IllegalArgumentException("action is '" + action + "', must be requeue or discard");
        }
    }

    private String toOrder(ConsoleOutbox outbox, long number, RedirectAttributes redirect) {
        redirect.addAttribute("number", number);
        return path.redirect("/dead-letters/orders/{number}", outbox, redirect);
    }
}
