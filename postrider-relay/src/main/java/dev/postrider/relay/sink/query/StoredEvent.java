package dev.postrider.relay.sink.query;

/**
 * An event that the event log has stored, by its identity within an outbox.
 *
 * @param id its id in the outbox
 * @param micros its date and time in microseconds since 1970, as exactly as the event log's column holds it
 */
public record StoredEvent(long id, long micros) {}
