package dev.postrider.server.cli;

import dev.postrider.console.answer.EventList;
import dev.postrider.console.answer.EventStatement;
import dev.postrider.console.answer.EventTypeDetails;
import dev.postrider.console.answer.EventTypeList;
import dev.postrider.console.answer.StoredEvent;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.search.QueryLimits;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.events.EventCatalogue;
import dev.postrider.relay.tools.events.EventFilter;
import dev.postrider.relay.tools.events.EventKey;
import dev.postrider.relay.tools.events.EventPage;
import dev.postrider.relay.tools.events.EventSearch;
import dev.postrider.relay.tools.events.EventTypeFields;
import dev.postrider.relay.tools.events.EventTypes;
import dev.postrider.relay.tools.events.LoggedEvent;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code events}: what the event log has. */
@Command(
        name = "events",
        description = {
            "Lists the types of events that the event log has; with one --type, the fields of that type; with any other option, events,"
                    + " the newest first, one a line. Asks ClickHouse alone, for 30 seconds at the most.",
        })
final class EventsCommand extends DatabaseCommand {

    @Mixin
    EventOptions which = new EventOptions();

    @Option(names = "--list", description = "events, where nothing or one type is given")
    boolean list;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "how many events at most, 1 to " + EventSearch.LONGEST_PAGE + " (${DEFAULT-VALUE})")
    int limit;

    @Option(
            names = "--after",
            paramLabel = "PLACE",
            description = "go on where a page ended: the place that it printed last")
    @Nullable
    String after;

    @Option(names = "--sql", description = "print the question as SQL instead, to be copied and run")
    boolean sql;

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "write all of them to a new file instead, by type and time, whatever their number")
    @Nullable
    Path export;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv, jsonl or parquet; without it, as the file's name ends")
    @Nullable
    String format;

    @Mixin
    TableOptions tables = new TableOptions();

    @Override
    boolean needsPostgres() {
        return false;
    }

    @Override
    Screen screen() {
        return tables.screen(environment());
    }

    @Override
    boolean namesOutboxAnyway() {
        return true;
    }

    @Override
    int run(Databases databases, Output output) throws SinkException, IOException {
        requireSense();
        which.outbox = where.outbox;
        EventFilter filter = filter();
        EventKey place = place();
        EventLog log = databases.clickHouse().eventLog();
        if (export != null) {
            return new EventsFile(export, format, this::wrongUsage).write(log, filter, output);
        }
        if (sql) {
            String statement = search(log).sql(filter, limit);
            return print(new EventStatement(statement), output);
        }
        if (!areTypesMeant()) {
            return events(search(log), filter, place, output);
        }
        return which.types.isEmpty()
                ? types(catalogue(log), output)
                : fields(catalogue(log), which.types.get(0), output);
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    int run(Remote remote, Output output) {
        requireSense();
        if (export != null) {
            throw wrongUsage(
                    "--export does not go with --url: ask the admin API for /events/export, or run it without --url"
                            + " where CLICKHOUSE_HOST can be set");
        }
        if (which.types.size() > 1) {
            throw wrongUsage("--type is given " + which.types.size() + " times, and with --url may be given once");
        }
        EventFilter filter = filter();
        EventKey place = place();
        if (sql) {
            return print(remote.get(asked("/events/sql").with("limit", limit), EventStatement.class), output);
        }
        if (!areTypesMeant()) {
            RemotePath path = asked("/events").with("limit", limit).with("after", place == null ? null : after);
            return print(remote.get(path, EventList.class), filter, output);
        }
        if (which.types.isEmpty()) {
            return print(remote.get(RemotePath.of("/event-types"), EventTypeList.class), output);
        }
        String type = which.types.get(0);
        RemotePath path = RemotePath.of("/event-types/fields").with("type", type);
        return print(remote.find(path, EventTypeDetails.class).orElse(EventTypeDetails.NONE), type, output);
    }

    private RemotePath asked(String path) {
        return RemotePath.of(path)
                .with("type", which.types.isEmpty() ? null : which.types.get(0))
                .with("environment", which.environment)
                .with("from", TypedTime.meaning(which.since))
                .with("before", TypedTime.meaning(which.before))
                .with("id", which.eventId)
                .with("where", which.conditions.isEmpty() ? null : String.join(" and ", which.conditions))
                .with("text", which.text ? true : null);
    }

    private void requireSense() {
        if (limit < 1 || limit > EventSearch.LONGEST_PAGE) {
            throw wrongUsage("--limit is " + limit + ", must be 1 to " + EventSearch.LONGEST_PAGE);
        }
        if (format != null && export == null) {
            throw wrongUsage("--format says how --export=FILE writes, and there is none");
        }
        TypedTime.requireSome(spec, "--since", which.since, "--before", which.before);
    }

    private boolean areTypesMeant() {
        return which.areTypesAlone() && !list && after == null && which.types.size() <= 1;
    }

    private static int print(EventStatement statement, Output output) {
        output.print(statement, text -> statement.sql().lines().forEach(text::println));
        return ExitCodes.FINE;
    }

    private int print(EventList page, EventFilter filter, Output output) {
        page.notes().forEach(output::say);
        output.print(page, text -> EventsText.print(page, filter, now(), text));
        return ExitCodes.FINE;
    }

    private int print(EventTypeList types, Output output) {
        output.print(types, text -> EventTypesText.print(types, now(), text));
        return ExitCodes.FINE;
    }

    private int print(EventTypeDetails details, String type, Output output) {
        boolean isKnown = details.type() != null;
        output.print(details, text -> {
            if (isKnown) {
                EventTypesText.print(details, now(), text);
            } else {
                text.println(
                        "no events of the type " + type + " lately; postrider events lists the types that there are");
            }
        });
        return isKnown ? ExitCodes.FINE : ExitCodes.FOUND;
    }

    private EventFilter filter() {
        try {
            return which.filter();
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable EventKey place() {
        try {
            return after == null ? null : EventKey.parse(after);
        } catch (IllegalArgumentException e) {
            throw wrongUsage("--after: " + e.getMessage());
        }
    }

    private Clock clock() {
        return Clock.fixed(now(), ZoneOffset.UTC);
    }

    private EventSearch search(EventLog log) {
        return new EventSearch(log, QueryLimits.ofSearch(), clock());
    }

    private EventCatalogue catalogue(EventLog log) {
        return new EventCatalogue(log, QueryLimits.ofSearch(), clock());
    }

    private int events(EventSearch search, EventFilter filter, @Nullable EventKey place, Output output)
            throws SinkException {
        RunningQuery running = new RunningQuery();
        EventPage page;
        try (SearchProgress shown = new SearchProgress(output, "rows read", running)) {
            page = search.page(filter, place, limit, running);
        }
        EventKey next = page.next();
        List<StoredEvent> events = page.events().stream()
                .map(event -> StoredEvent.of(event, event.eventContext()))
                .toList();
        return print(
                new EventList(
                        events,
                        next == null ? null : next.toString(),
                        page.searchedBackTo(),
                        List.copyOf(running.notes())),
                filter,
                output);
    }

    private int types(EventCatalogue catalogue, Output output) throws SinkException {
        RunningQuery running = new RunningQuery();
        EventTypes types;
        try (SearchProgress shown = new SearchProgress(output, "rows read", running)) {
            types = catalogue.types(running);
        }
        running.notes().forEach(output::say);
        return print(EventTypeList.of(types), output);
    }

    private int fields(EventCatalogue catalogue, String type, Output output) throws SinkException {
        RunningQuery running = new RunningQuery();
        EventTypeFields fields;
        try (SearchProgress shown = new SearchProgress(output, "rows read", running)) {
            fields = catalogue.type(type, running);
        }
        running.notes().forEach(output::say);
        return print(fields == null ? EventTypeDetails.NONE : details(fields), type, output);
    }

    private static EventTypeDetails details(EventTypeFields fields) {
        LoggedEvent example = fields.example();
        return EventTypeDetails.of(fields, example == null ? null : StoredEvent.of(example, example.eventContext()));
    }
}
