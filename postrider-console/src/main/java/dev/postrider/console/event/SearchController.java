package dev.postrider.console.event;

import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.console.page.NotFoundException;
import dev.postrider.console.page.PrettyJson;
import dev.postrider.console.page.Viewer;
import dev.postrider.console.payload.Opening;
import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.events.EventFilter;
import dev.postrider.relay.tools.events.EventHistogram;
import dev.postrider.relay.tools.events.EventKey;
import dev.postrider.relay.tools.events.EventPage;
import dev.postrider.relay.tools.events.EventSearch;
import dev.postrider.relay.tools.events.LoggedEvent;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Finds events in the event log. The page comes at once, and what was found when ClickHouse has it. */
@Controller
@RequestMapping("${postrider.console.path}")
final class SearchController {
    private static final int PAGE = 100;
    private static final int BUCKETS = 60;
    private static final int SHOWN_CHARACTERS = 100_000;

    private final ConsoleEventLog eventLog;
    private final ConsoleOutboxes outboxes;
    private final Searches searches;
    private final Types types;
    private final FieldSuggestions fields;
    private final Payloads payloads;
    private final InstantSource clock;

    SearchController(
            ConsoleEventLog eventLog,
            ConsoleOutboxes outboxes,
            Searches searches,
            Types types,
            FieldSuggestions fields,
            Payloads payloads,
            ObjectProvider<InstantSource> clock) {
        this.eventLog = eventLog;
        this.outboxes = outboxes;
        this.searches = searches;
        this.types = types;
        this.fields = fields;
        this.payloads = payloads;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    @GetMapping("/events")
    String page(
            ConsoleOutbox outbox,
            EventForm form,
            @RequestParam(required = false) @Nullable String after,
            Viewer viewer,
            Model model) {
        // what can't be read, or may not be asked, is said before anything is asked
        filter(form, outbox, viewer);
        model.addAttribute("form", form);
        model.addAttribute("after", after);
        model.addAttribute("types", types.suggestions());
        model.addAttribute("search", UUID.randomUUID().toString());
        model.addAttribute("second", UUID.randomUUID().toString());
        return "console/pages/events";
    }

    /** The fields of the type that is chosen, to begin a condition with. */
    @GetMapping("/events/suggestions")
    String suggestions(@RequestParam(defaultValue = "") String type, Viewer viewer, Model model) {
        model.addAttribute("fields", type.isBlank() ? List.of() : fields.of(type.strip(), viewer));
        return "console/pages/events :: suggestions";
    }

    @GetMapping("/events/found")
    String found(
            ConsoleOutbox outbox,
            EventForm form,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "") String search,
            Viewer viewer,
            Model model)
            throws SinkException, SQLException {
        EventFilter filter = filter(form, outbox, viewer);
        EventKey key = after == null || after.isEmpty() ? null : EventKey.parse(after);
        EventSearch events = new EventSearch(eventLog.get());
        EventPage page = searches.run(search, running -> {
            EventPage answer = events.page(filter, key, PAGE, running);
            model.addAttribute("notes", running.notes());
            return answer;
        });
        model.addAttribute("form", form);
        payloads.noteOpened(
                outbox,
                viewer,
                Opening.found("search", "", filter, page.events().size()));
        model.addAttribute("page", page);
        model.addAttribute(
                "contexts",
                page.events().stream()
                        .map(event -> payloads.shown(event.eventContext(), viewer))
                        .toList());
        model.addAttribute("mayDownload", !payloads.isMaskedFor(viewer));
        model.addAttribute("isFirst", key == null);
        model.addAttribute("sql", events.sql(filter, PAGE));
        return "console/pages/events :: found";
    }

    @GetMapping("/events/histogram")
    String histogram(
            ConsoleOutbox outbox,
            EventForm form,
            @RequestParam(defaultValue = "") String search,
            Viewer viewer,
            Model model)
            throws SinkException, SQLException {
        EventFilter filter = filter(form, outbox, viewer);
        if (payloads.isAboutMasked(filter)) {
            payloads.noteOpened(outbox, viewer, Opening.found("count", "", filter, 0));
        }
        EventHistogram histogram =
                searches.run(search, running -> new EventSearch(eventLog.get()).histogram(filter, BUCKETS, running));
        model.addAttribute("form", form);
        model.addAttribute("bars", Bars.of(histogram));
        return "console/pages/events :: histogram";
    }

    @GetMapping("/events/log")
    String show(ConsoleOutbox outbox, @RequestParam String key, Viewer viewer, Model model)
            throws SinkException, SQLException {
        LoggedEvent event = new EventSearch(eventLog.get()).event(EventKey.parse(key));
        if (event == null) {
            throw new NotFoundException("The event log has no event at this place.");
        }
        payloads.noteOpened(outbox, viewer, Opening.event(event.key(), event.eventId()));
        String context = payloads.shown(event.eventContext(), viewer);
        boolean isWhole = context.length() <= SHOWN_CHARACTERS;
        String shown = isWhole ? context : context.substring(0, SHOWN_CHARACTERS);
        model.addAttribute("event", event);
        model.addAttribute("isWhole", isWhole);
        model.addAttribute("raw", shown);
        model.addAttribute("pretty", PrettyJson.of(shown));
        return "console/pages/logged";
    }

    /** How far a search is. */
    @GetMapping("/searches/{name}")
    String progress(@PathVariable String name, Model model) {
        model.addAttribute("search", name);
        model.addAttribute(
                "progress", searches.find(name).map(RunningQuery::progress).orElse(null));
        return "console/pages/events :: progress";
    }

    /** Ends it, here and in ClickHouse. */
    @PostMapping("/searches/{name}/cancel")
    String cancel(@PathVariable String name, Model model) {
        searches.find(name).ifPresent(RunningQuery::cancel);
        return progress(name, model);
    }

    EventFilter filter(EventForm form, ConsoleOutbox outbox, Viewer viewer) {
        EventFilter filter = form.filter(clock.instant(), outboxes.isFleet() ? outbox.name() : null);
        payloads.requireMayAsk(filter, viewer);
        return filter;
    }
}
