package dev.postrider.console.page;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.spring.config.PostriderProperties;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Below which path the console is. */
public final class ConsolePath {
    private final String path;
    private final ConsoleOutboxes outboxes;

    ConsolePath(PostriderProperties properties, ConsoleOutboxes outboxes) {
        this.path = properties.console().path();
        this.outboxes = outboxes;
    }

    /** As {@code /console}. */
    String path() {
        return path;
    }

    /**
     * The view that sends the browser to another page of an outbox.
     *
     * @param page its place below the console's path, beginning with a slash; empty for the overview
     */
    public String redirect(String page, ConsoleOutbox outbox, RedirectAttributes redirect) {
        if (outboxes.isFleet()) {
            redirect.addAttribute("outbox", outbox.name());
        }
        return "redirect:" + path + page;
    }
}
