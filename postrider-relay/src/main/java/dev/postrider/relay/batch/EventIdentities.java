package dev.postrider.relay.batch;

/** Which events a batch holds: an event's identity is the outbox, its id there, and its time. */
public interface EventIdentities {
    /** An event's id in the outbox. */
    long eventId(int row);

    /** An event's {@code event_date_time} in microseconds since 1970. */
    long time(int row);
}
