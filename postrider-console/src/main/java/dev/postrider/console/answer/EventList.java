package dev.postrider.console.answer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of the event log, the newest first.
 *
 * @param next goes on behind them, as {@code after}; null at the end
 * @param searchedBackTo where the time was up: nothing is known of before; null if it was not
 * @param notes what a person should know besides
 */
public record EventList(
        List<StoredEvent> events,
        @Nullable String next,
        @Nullable Instant searchedBackTo,
        List<String> notes) implements Answer {}
