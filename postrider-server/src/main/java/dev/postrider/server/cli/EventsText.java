package dev.postrider.server.cli;

import dev.postrider.relay.tools.events.EventFilter;
import dev.postrider.relay.tools.events.EventPage;
import dev.postrider.relay.tools.events.LoggedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/** Events as people and programs read them. */
final class EventsText {
    private EventsText() {}

    /** What is printed as JSON. */
    record Page(
            List<Event> events,
            @Nullable String next,
            @Nullable Instant searchedBackTo) {
        static Page of(EventPage page) {
            return new Page(
                    page.events().stream().map(Event::of).toList(),
                    page.next() == null ? null : page.next().toString(),
                    page.searchedBackTo());
        }
    }

    /**
     * An event, as it is printed.
     *
     * @param eventContext the JSON as it is stored; a text, if it is none
     */
    record Event(
            @Nullable Long eventId,
            @Nullable String outbox,
            String eventType,
            Instant eventDateTime,
            @Nullable String environment,
            @Nullable Long metadataVersion,
            @Nullable String traceParent,
            Object eventContext) {
        static Event of(LoggedEvent event) {
            return new Event(
                    event.eventId(),
                    event.outbox(),
                    event.eventType(),
                    event.eventDateTime(),
                    event.environment(),
                    event.metadataVersion(),
                    event.traceParent(),
                    json(event.eventContext()));
        }
    }

    /** To the last digit. */
    static Object json(String context) {
        try {
            JsonMapper.shared().readTree(context);
            return new RawValue(context);
        } catch (JacksonException notJson) {
            return context;
        }
    }

    static void print(EventPage page, EventFilter filter, Instant now, Lines out) {
        if (page.events().isEmpty() && page.next() == null) {
            out.println("no events");
            if (!filter.conditions().isEmpty() && !filter.isThroughText()) {
                out.println("contexts that event_json can't hold were not looked into: --text does, and takes longer");
            }
            return;
        }
        Table table = new Table("EVENT", "TIME", "TYPE", "ENVIRONMENT", "OUTBOX", "VERSION", "CONTEXT")
                .shorten("TYPE", "CONTEXT")
                .leaveOut("VERSION", "OUTBOX", "ENVIRONMENT");
        for (LoggedEvent event : page.events()) {
            table.row(
                    shown(event.eventId()),
                    ShownTime.of(event.eventDateTime()),
                    event.eventType(),
                    shown(event.environment()),
                    shown(event.outbox()),
                    shown(event.metadataVersion()),
                    event.eventContext());
        }
        if (!page.events().isEmpty() && table.print(out)) {
            out.println("not all is shown: --wide and --json show it, --id=EVENT_ID one event");
        }
        if (page.searchedBackTo() != null) {
            out.println("the time was up: nothing is known of before " + ShownTime.withAge(page.searchedBackTo(), now)
                    + "; go on: --after " + page.next());
        } else if (page.next() != null) {
            out.println("there are more: --after " + page.next());
        }
    }

    private static String shown(@Nullable Object value) {
        return Objects.toString(value, "");
    }
}
