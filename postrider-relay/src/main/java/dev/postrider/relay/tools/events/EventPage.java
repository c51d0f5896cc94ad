package dev.postrider.relay.tools.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some events, the newest first.
 *
 * @param events the events
 * @param next where the next page begins; null if there are no more
 * @param searchedBackTo null if the page is as long as was asked for, or there are no more events; otherwise the time was up, and
 *     nothing is known of events of before then: {@code next} goes on there
 */
public record EventPage(
        List<LoggedEvent> events,
        @Nullable EventKey next,
        @Nullable Instant searchedBackTo) {
    /** Copies the list. */
    public EventPage {
        events = List.copyOf(events);
    }
}
