package dev.postrider.relay.identity;

/**
 * What tells an event from others of its outbox, also where ids were handed out twice.
 *
 * @param id its id
 * @param micros its date and time in microseconds since 1970
 */
public record EventKey(long id, long micros) {}
