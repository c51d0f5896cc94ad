package dev.postrider.outbox;

import java.util.List;

/**
 * The columns that some events need beyond type, environment and context, in the order of {@link #names()}. The others keep
 * their defaults: a column that is left out costs the server less than a value that says the same.
 */
record EventColumns(boolean versions, boolean traces, boolean times) {

    /** The column's default. */
    private static final long DEFAULT_VERSION = 1;

    static EventColumns of(Event event) {
        return new EventColumns(
                event.metadataVersion() != DEFAULT_VERSION, event.traceParent() != null, event.dateTime() != null);
    }

    /** Those that at least one of them needs. */
    static EventColumns of(List<EventRow> rows) {
        EventColumns columns = new EventColumns(false, false, false);
        for (EventRow row : rows) {
            EventColumns more = of(row.event());
            columns = new EventColumns(
                    columns.versions || more.versions, columns.traces || more.traces, columns.times || more.times);
        }
        return columns;
    }

    String names() {
        return "event_type, environment, event_context"
                + (versions ? ", metadata_version" : "")
                + (traces ? ", trace_parent" : "")
                + (times ? ", event_date_time" : "");
    }

    int count() {
        return 3 + (versions ? 1 : 0) + (traces ? 1 : 0) + (times ? 1 : 0);
    }
}
