package dev.postrider.relay.content;

/** A part of an event, under the name of its column in the event log. */
public enum EventField {
    EVENT_TYPE("event_type"),
    EVENT_DATE_TIME("event_date_time"),
    ENVIRONMENT("environment"),
    EVENT_CONTEXT("event_context"),
    METADATA_VERSION("metadata_version"),
    EVENT_ID("event_id"),
    OUTBOX("outbox"),
    TRACE_PARENT("trace_parent");

    private final String column;

    EventField(String column) {
        this.column = column;
    }

    /** The column's name. */
    public String column() {
        return column;
    }
}
