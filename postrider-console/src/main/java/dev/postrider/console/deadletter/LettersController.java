package dev.postrider.console.deadletter;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.NotFoundException;
import dev.postrider.console.page.PrettyJson;
import dev.postrider.console.page.Viewer;
import dev.postrider.console.payload.Opening;
import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.tools.deadletter.DeadLetter;
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

    private final Payloads payloads;
    private final InstantSource clock;

    LettersController(Payloads payloads, ObjectProvider<InstantSource> clock) {
        this.payloads = payloads;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    /**
     * A letter, as it is shown.
     *
     * @param reason why it was refused
     * @param pretty its context with a line for each value
     * @param isWhole whether all of it is shown
     */
    record ShownLetter(DeadLetterContent content, String reason, String pretty, String raw, boolean isWhole) {
        static ShownLetter of(DeadLetterContent content, Payloads payloads, Viewer viewer) {
            String context = payloads.shown(content.eventContext(), viewer);
            DeadLetter letter = content.letter();
            String reason = payloads.reason(letter.code(), letter.reason(), viewer);
            boolean isWhole = context.length() <= SHOWN_CHARACTERS;
            String shown = isWhole ? context : context.substring(0, SHOWN_CHARACTERS);
            return new ShownLetter(content, reason, PrettyJson.of(shown), shown, isWhole);
        }
    }

    @GetMapping
    String list(
            ConsoleOutbox outbox,
            LetterForm form,
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable String after,
            Viewer viewer,
            Model model)
            throws SQLException {
        DeadLetters letters = new DeadLetters(outbox.dataSource());
        DeadLetterFilter filter = form.filter(clock.instant());
        payloads.requireMayAskReason(filter.reasonContains(), viewer);
        model.addAttribute("payloads", payloads);
        model.addAttribute("form", form);
        model.addAttribute("group", group == null ? "" : group);
        model.addAttribute("orders", letters.unfinished());
        if (group != null && !group.isEmpty()) {
            model.addAttribute("groups", letters.groups(filter, form.letterState(), grouping("group", group), GROUPS));
        } else {
            DeadLetterKey from = after == null || after.isEmpty() ? null : DeadLetterKey.parse(after);
            DeadLetterPage page = letters.list(filter, form.letterState(), from, PAGE);
            model.addAttribute("page", page);
            model.addAttribute("isFirst", from == null);
        }
        return "console/pages/letters";
    }

    static DeadLetterGrouping grouping(String part, String word) {
        return switch (word) {
            case "reason" -> DeadLetterGrouping.REASON;
            case "type" -> DeadLetterGrouping.TYPE;
            case "code" -> DeadLetterGrouping.CODE;
            default -> throw new IllegalArgumentException(part + " is '" + word + "', must be reason, type or code");
        };
    }

    @GetMapping("/{eventId:-?\\d+}")
    String show(ConsoleOutbox outbox, @PathVariable long eventId, Viewer viewer, Model model) throws SQLException {
        List<ShownLetter> letters = contents(outbox, eventId, viewer).stream()
                .map(content -> ShownLetter.of(content, payloads, viewer))
                .toList();
        model.addAttribute("eventId", eventId);
        model.addAttribute("letters", letters);
        return "console/pages/letter";
    }

    /** The context as it was published, byte for byte, but for what is masked. */
    @GetMapping("/{eventId:-?\\d+}/context")
    ResponseEntity<String> context(
            ConsoleOutbox outbox,
            @PathVariable long eventId,
            @RequestParam(defaultValue = "0") int which,
            Viewer viewer)
            throws SQLException {
        List<DeadLetterContent> contents = contents(outbox, eventId, viewer);
        if (which < 0 || which >= contents.size()) {
            throw new NotFoundException("event " + eventId + " has " + contents.size() + " dead letters");
        }
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(
                        "Content-Disposition",
                        String.format(Locale.ROOT, "attachment; filename=\"event-%d.json\"", eventId))
                .body(payloads.shown(contents.get(which).eventContext(), viewer));
    }

    private List<DeadLetterContent> contents(ConsoleOutbox outbox, long eventId, Viewer viewer) throws SQLException {
        List<DeadLetterContent> contents = new DeadLetters(outbox.dataSource()).show(eventId);
        if (contents.isEmpty()) {
            throw new NotFoundException("Event " + eventId + " has no dead letter.");
        }
        payloads.noteOpened(outbox, viewer, Opening.deadLetters(eventId, contents.size()));
        return contents;
    }
}
