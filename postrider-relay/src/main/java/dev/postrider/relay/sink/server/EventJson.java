package dev.postrider.relay.sink.server;

/** Whether and how the event log's column {@code event_json} is made when the relay creates the table. */
public enum EventJson {
    /** No such column. */
    NONE,
    /** Computed when it is read: costs nothing to write, and the parsing of every context that a query looks at. */
    ALIAS,
    /** Computed when it is written: costs writing time and disk, and is quick to query. */
    MATERIALIZED
}
