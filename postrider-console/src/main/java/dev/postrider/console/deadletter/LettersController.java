package dev.postrider.console.deadletter;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.NotFoundException;
import dev.postrider.console.page.PrettyJson;
import dev.postrider.relay.tools.deadletter.DeadLetterContent;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetterGrouping;
import dev.postrider.relay.tools.deadletter.DeadLetterKey;
import dev.postrider.relay.tools.deadletter.DeadLetterPage;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Dead letters, to be found and read. */
@Controller
@RequestMapping("${postrider.console.path}/dead-letters")
final class LettersController {
    private static final int PAGE = 100;
    private static final int GROUPS = 100;

    /** A context may be 16 MB: more of it than this is downloaded rather than shown. */
    private static final int SHOWN_CHARACTERS = 100_000;

    private final InstantSource clock;

    LettersController(ObjectProvider<InstantSource> clock) {
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    /**
     * A letter, as it is shown.
     *
     * @param pretty its context with a line for each value
     * @param isWhole whether all of it is shown
     */
    record ShownLetter(DeadLetterContent content, String pretty, String raw, boolean isWhole) {
        static ShownLetter of(DeadLetterContent content) {
            String context = content.eventContext();
            boolean isWhole = context.length() <= SHOWN_CHARACTERS;
            String shown = isWhole ? context : context.substring(0, SHOWN_CHARACTERS);
            return new ShownLetter(content, PrettyJson.of(shown), shown, isWhole);
        }
    }

    @GetMapping
    String list(
            ConsoleOutbox outbox,
            LetterForm form,
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable String after,
            Model model)
            throws SQLException {
        DeadLetters letters = new DeadLetters(outbox.dataSource());
        DeadLetterFilter filter = form.filter(clock.instant());
        model.addAttribute("form", form);
        model.addAttribute("group", group == null ? "" : group);
        model.addAttribute("orders", letters.unfinished());
        if (group != null && !group.isEmpty()) {
            model.addAttribute("groups", letters.groups(filter, form.letterState(), grouping(group), GROUPS));
        } else {
            DeadLetterKey from = after == null || after.isEmpty() ? null : DeadLetterKey.parse(after);
            DeadLetterPage page = letters.list(filter, form.letterState(), from, PAGE);
            model.addAttribute("page", page);
            model.addAttribute("isFirst", from == null);
        }
        return "console/pages/letters";
    }

    private static DeadLetterGrouping grouping(String word) {
        return switch (word) {
            case "reason" -> DeadLetterGrouping.REASON;
            case "type" -> DeadLetterGrouping.TYPE;
            case "code" -> DeadLetterGrouping.CODE;
            default -> throw new IllegalArgumentException("group is '" + word + "', must be reason, type or code");
        };
    }

    @GetMapping("/{eventId:-?\\d+}")
    String show(ConsoleOutbox outbox, @PathVariable long eventId, Model model) throws SQLException {
        List<ShownLetter> letters =
                contents(outbox, eventId).stream().map(ShownLetter::of).toList();
        model.addAttribute("eventId", eventId);
        model.addAttribute("letters", letters);
        return "console/pages/letter";
    }

    /** The context as it was published, byte for byte. */
    @GetMapping("/{eventId:-?\\d+}/context")
    ResponseEntity<String> context(
            ConsoleOutbox outbox, @PathVariable long eventId, @RequestParam(defaultValue = "0") int which)
            throws SQLException {
        List<DeadLetterContent> contents = contents(outbox, eventId);
        if (which < 0 || which >= contents.size()) {
            throw new NotFoundException("event " + eventId + " has " + contents.size() + " dead letters");
        }
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(
                        "Content-Disposition",
                        String.format(Locale.ROOT, "attachment; filename=\"event-%d.json\"", eventId))
                .body(contents.get(which).eventContext());
    }

    private static List<DeadLetterContent> contents(ConsoleOutbox outbox, long eventId) throws SQLException {
        List<DeadLetterContent> contents = new DeadLetters(outbox.dataSource()).show(eventId);
        if (contents.isEmpty()) {
            throw new NotFoundException("Event " + eventId + " has no dead letter.");
        }
        return contents;
    }
}
