package dev.postrider.console.page;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.spring.watch.Observation;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What the frame of every page needs. */
@ControllerAdvice(basePackages = "dev.postrider.console")
final class Frame {
    private final ConsoleOutboxes outboxes;
    private final String path;
    private final String environment;
    private final InstantSource clock;
    private final PageFormat format = new PageFormat();

    Frame(
            ConsoleOutboxes outboxes,
            ConsolePath path,
            PostriderProperties properties,
            ObjectProvider<InstantSource> clock) {
        this.outboxes = outboxes;
        this.path = path.path();
        this.environment = properties.environment();
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    /**
     * What the frame shows.
     *
     * @param base below which the console is
     * @param page the page's place below it, of which the menu's entry is marked
     * @param outbox the name of the outbox that the page is about; null where there is only one, or it is about all
     * @param outboxes the names of all, where there are several
     * @param openLetters open dead letters of that outbox; null if that is not known
     */
    record Shown(
            String base,
            String page,
            String environment,
            Viewer viewer,
            @Nullable String outbox,
            List<String> outboxes,
            @Nullable Long openLetters) {

        /** The address of a page, of the outbox that is chosen. */
        public String to(String page) {
            return to(page, "");
        }

        /**
         * The same with a query of its own.
         *
         * @param query without a question mark; empty for none
         */
        public String to(String page, String query) {
            String chosen = outbox == null ? "" : "outbox=" + URLEncoder.encode(outbox, StandardCharsets.UTF_8);
            String both =
                    Stream.of(chosen, query).filter(part -> !part.isEmpty()).collect(Collectors.joining("&"));
            return base + page + (both.isEmpty() ? "" : "?" + both);
        }

        /** Whether the menu's entry for a page is the one of this page. */
        public boolean isAt(String entry) {
            return entry.isEmpty() ? page.isEmpty() : page.equals(entry) || page.startsWith(entry + "/");
        }
    }

    @ModelAttribute("format")
    PageFormat format() {
        return format;
    }

    @ModelAttribute("now")
    Instant now() {
        return clock.instant();
    }

    @ModelAttribute("frame")
    Shown shown(HttpServletRequest request) {
        String asked = request.getServletPath();
        String page = asked.length() > path.length() + 1 ? asked.substring(path.length() + 1) : "";
        String name = request.getParameter("outbox");
        ConsoleOutbox outbox = outboxes.named(name).orElse(null);
        ConsoleOutbox chosen = outboxes.isFleet() && name != null && !name.isEmpty() ? outbox : null;
        return new Shown(
                path,
                page,
                environment,
                Viewer.of(request),
                chosen == null ? null : chosen.name(),
                outboxes.isFleet()
                        ? outboxes.all().stream().map(ConsoleOutbox::name).toList()
                        : List.of(),
                outbox != null && outbox.watch().last() instanceof Observation.Seen<OutboxStatus> seen
                        ? seen.value().failed()
                        : null);
    }
}
