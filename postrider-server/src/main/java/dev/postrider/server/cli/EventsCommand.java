package dev.postrider.server.cli;

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

    /** What is printed as JSON of a statement. */
    record Statement(String sql) {}

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
        if (limit < 1 || limit > EventSearch.LONGEST_PAGE) {
            throw wrongUsage("--limit is " + limit + ", must be 1 to " + EventSearch.LONGEST_PAGE);
        }
        if (format != null && export == null) {
            throw wrongUsage("--format says how --export=FILE writes, and there is none");
        }
        which.outbox = where.outbox;
        TypedTime.requireSome(spec, "--since", which.since, "--before", which.before);
        EventFilter filter = filter();
        EventKey place = place();
        EventLog log = databases.clickHouse().eventLog();
        if (export != null) {
            return new EventsFile(export, format, this::wrongUsage).write(log, filter, output);
        }
        if (sql) {
            String statement = search(log).sql(filter, limit);
            output.print(new Statement(statement), text -> statement.lines().forEach(text::println));
            return ExitCodes.FINE;
        }
        boolean areTypesMeant = which.areTypesAlone() && !list && after == null && which.types.size() <= 1;
        if (!areTypesMeant) {
            return events(search(log), filter, place, output);
        }
        return which.types.isEmpty()
                ? types(catalogue(log), output)
                : fields(catalogue(log), which.types.get(0), output);
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
        running.notes().forEach(output::say);
        output.print(EventsText.Page.of(page), text -> EventsText.print(page, filter, now(), text));
        return ExitCodes.FINE;
    }

    private int types(EventCatalogue catalogue, Output output) throws SinkException {
        RunningQuery running = new RunningQuery();
        EventTypes types;
        try (SearchProgress shown = new SearchProgress(output, "rows read", running)) {
            types = catalogue.types(running);
        }
        running.notes().forEach(output::say);
        output.print(types, text -> EventTypesText.print(types, now(), text));
        return ExitCodes.FINE;
    }

    private int fields(EventCatalogue catalogue, String type, Output output) throws SinkException {
        RunningQuery running = new RunningQuery();
        EventTypeFields fields;
        try (SearchProgress shown = new SearchProgress(output, "rows read", running)) {
            fields = catalogue.type(type, running);
        }
        running.notes().forEach(output::say);
        if (fields == null) {
            output.print(
                    new EventTypesText.Fields(List.of(), List.of(), null),
                    text -> text.println("no events of the type " + type
                            + " lately; postrider events lists the types that there are"));
            return ExitCodes.FOUND;
        }
        output.print(EventTypesText.Fields.of(fields), text -> EventTypesText.print(fields, now(), text));
        return ExitCodes.FINE;
    }
}
