package dev.postrider.console.answer;

import dev.postrider.relay.tools.events.EventTypes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Types of events.
 *
 * @param since the begin of the period in which they were seen; null for all of the event log
 * @param rateOver over how long the rates go
 * @param isCounted whether rollups have counted all of the event log
 */
public record EventTypeList(
        List<EventTypes.OfType> types, @Nullable Instant since, Duration rateOver, boolean isCounted)
        implements Answer {

    /** As they were found. */
    public static EventTypeList of(EventTypes types) {
        return new EventTypeList(types.types(), types.since(), types.rateOver(), types.isCounted());
    }
}
