package dev.postrider.relay.tools.events;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.sink.search.SearchedTable;
import dev.postrider.relay.sink.server.RowBinaryInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events as they come from ClickHouse, the newest first.
 *
 * @param isCut whether there were more of them than one reads at once
 */
record EventRows(List<LoggedEvent> events, boolean isCut) {
    /** Contexts may be long: a page ends early rather than fill the memory. */
    private static final long MOST_SIGNS = 16L << 20;

    static EventRows read(SearchedTable table, RowBinaryInput in) throws IOException {
        List<LoggedEvent> events = new ArrayList<>();
        long signs = 0;
        while (in.hasNext()) {
            if (signs > MOST_SIGNS) {
                return new EventRows(events, true);
            }
            LoggedEvent event = event(table, in);
            signs += event.eventContext().length();
            events.add(event);
        }
        return new EventRows(events, false);
    }

    private static LoggedEvent event(SearchedTable table, RowBinaryInput in) throws IOException {
        EventKey key = new EventKey(in.number(), in.text(), in.number());
        String type = in.text();
        String environment = in.text();
        long version = in.number();
        String trace = in.text();
        return new LoggedEvent(
                key,
                type,
                EventTime.ofMicros(key.micros()),
                table.has("environment") ? environment : null,
                table.has("metadata_version") ? (Long) version : null,
                table.has("event_id") ? (Long) key.id() : null,
                table.has("outbox") ? key.outbox() : null,
                trace.isEmpty() ? null : trace,
                in.text());
    }

    /** The last one; null for none. */
    @Nullable
    EventKey last() {
        return events.isEmpty() ? null : events.get(events.size() - 1).key();
    }
}
