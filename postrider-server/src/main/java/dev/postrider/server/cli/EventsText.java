package dev.postrider.server.cli;

import dev.postrider.console.answer.EventList;
import dev.postrider.console.answer.StoredEvent;
import dev.postrider.relay.tools.events.EventFilter;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Events as people and programs read them. */
final class EventsText {
    private EventsText() {}

    static void print(EventList page, EventFilter filter, Instant now, Lines out) {
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
        for (StoredEvent event : page.events()) {
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
