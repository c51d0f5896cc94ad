package dev.postrider.console.event;

import dev.postrider.console.answer.Answer;
import dev.postrider.console.answer.EventList;
import dev.postrider.console.answer.EventLives;
import dev.postrider.console.answer.EventStatement;
import dev.postrider.console.answer.EventTypeDetails;
import dev.postrider.console.answer.EventTypeList;
import dev.postrider.console.answer.StoredEvent;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.api.Limit;
import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.NotFoundException;
import dev.postrider.console.page.Viewer;
import dev.postrider.console.payload.Opening;
import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.events.EventCatalogue;
import dev.postrider.relay.tools.events.EventFilter;
import dev.postrider.relay.tools.events.EventHistogram.Bucket;
import dev.postrider.relay.tools.events.EventKey;
import dev.postrider.relay.tools.events.EventPage;
import dev.postrider.relay.tools.events.EventSearch;
import dev.postrider.relay.tools.events.EventTypeFields;
import dev.postrider.relay.tools.events.LoggedEvent;
import dev.postrider.relay.tools.explain.Explain;
import dev.postrider.relay.tools.explain.Explanation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Events of the event log, by the admin API. */
@ApiController
@RequestMapping("${postrider.console.api-path}")
final class EventsApi {
    private static final int BUCKETS = 60;

    private final ConsoleEventLog eventLog;
    private final SearchController pages;
    private final ExportController downloads;
    private final Searches searches;
    private final Types types;
    private final Payloads payloads;

    EventsApi(
            ConsoleEventLog eventLog,
            SearchController pages,
            ExportController downloads,
            Searches searches,
            Types types,
            Payloads payloads) {
        this.eventLog = eventLog;
        this.pages = pages;
        this.downloads = downloads;
        this.searches = searches;
        this.types = types;
        this.payloads = payloads;
    }

    /** How many events there are in each of some times of equal length. */
    record Histogram(long events, List<Bucket> buckets) implements Answer {}

    /**
     * How far a search is.
     *
     * @param underWay false if it has ended, or is of another server
     */
    record SearchProgress(
            boolean underWay,
            @Nullable Long rowsRead,
            @Nullable Long ofAbout) implements Answer {}

    @GetMapping("/events")
    EventList list(
            ConsoleOutbox outbox,
            EventForm form,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "") String search,
            Viewer viewer)
            throws SinkException, SQLException {
        EventFilter filter = pages.filter(form, outbox, viewer);
        EventKey key = after == null || after.isEmpty() ? null : EventKey.parse(after);
        RunningQuery[] run = new RunningQuery[1];
        EventPage page = searches.run(search, running -> {
            run[0] = running;
            return new EventSearch(eventLog.get()).page(filter, key, limit, running);
        });
        payloads.noteOpened(
                outbox,
                viewer,
                Opening.found("search", "", filter, page.events().size()));
        EventKey next = page.next();
        return new EventList(
                page.events().stream().map(event -> shown(event, viewer)).toList(),
                next == null ? null : next.toString(),
                page.searchedBackTo(),
                List.copyOf(run[0].notes()));
    }

    @GetMapping("/events/histogram")
    Histogram histogram(
            ConsoleOutbox outbox, EventForm form, @RequestParam(defaultValue = "") String search, Viewer viewer)
            throws SinkException, SQLException {
        EventFilter filter = pages.filter(form, outbox, viewer);
        if (payloads.isAboutMasked(filter)) {
            payloads.noteOpened(outbox, viewer, Opening.found("count", "", filter, 0));
        }
        List<Bucket> buckets = searches.run(
                        search, running -> new EventSearch(eventLog.get()).histogram(filter, BUCKETS, running))
                .buckets();
        return new Histogram(buckets.stream().mapToLong(Bucket::events).sum(), buckets);
    }

    @GetMapping("/events/sql")
    EventStatement sql(
            ConsoleOutbox outbox, EventForm form, @RequestParam(defaultValue = "100") int limit, Viewer viewer)
            throws SinkException {
        return new EventStatement(new EventSearch(eventLog.get())
                .sql(pages.filter(form, outbox, viewer), Limit.within(limit, EventSearch.LONGEST_PAGE)));
    }

    /** As a file, streamed. */
    @GetMapping("/events/export")
    void export(
            ConsoleOutbox outbox,
            EventForm form,
            @RequestParam(defaultValue = "jsonl") String format,
            Viewer viewer,
            HttpServletResponse response)
            throws SinkException, IOException, SQLException {
        downloads.export(outbox, form, format, viewer, response);
    }

    /** Reads the whole outbox, and a column of the event log. */
    @GetMapping("/events/{id:-?\\d+}/life")
    EventLives life(ConsoleOutbox outbox, @PathVariable long id) throws SQLException {
        Explanation whole = new Explain(outbox.dataSource(), eventLog.get()).event(id);
        return EventLives.of(LifeWithoutValues.of(whole, payloads), whole.logUnknown());
    }

    @GetMapping("/event-types")
    EventTypeList types() throws SinkException {
        return EventTypeList.of(types.types());
    }

    @GetMapping("/event-types/fields")
    EventTypeDetails type(ConsoleOutbox outbox, @RequestParam String type, Viewer viewer)
            throws SinkException, SQLException {
        EventTypeFields fields = searches.run(
                        "", running -> Optional.ofNullable(new EventCatalogue(eventLog.get()).type(type, running)))
                .orElseThrow(() ->
                        new NotFoundException("no event of the type '" + type + "' was seen in the recent period"));
        LoggedEvent example = fields.example();
        if (example != null) {
            payloads.noteOpened(outbox, viewer, Opening.example(type));
        }
        EventTypeFields shown = payloads.fields(fields, viewer);
        return EventTypeDetails.of(shown, example == null ? null : shown(example, viewer));
    }

    @GetMapping("/searches/{name}")
    SearchProgress progress(@PathVariable String name) {
        return searches.find(name)
                .map(RunningQuery::progress)
                .map(progress -> new SearchProgress(true, progress.rows(), progress.ofAbout()))
                .orElseGet(() -> new SearchProgress(false, null, null));
    }

    /** Ends it, here and in ClickHouse. */
    @DeleteMapping("/searches/{name}")
    SearchProgress cancel(@PathVariable String name) {
        SearchProgress before = progress(name);
        searches.find(name).ifPresent(RunningQuery::cancel);
        return before;
    }

    private StoredEvent shown(LoggedEvent event, Viewer viewer) {
        return StoredEvent.of(event, payloads.shown(event.eventContext(), viewer));
    }
}
