package dev.postrider.relay.batch;

/**
 * A place in the order of delivery: by the writing transaction's id, then by the event's id.
 *
 * @param txid the writing transaction's id; below 2^63
 * @param id the event's id in the outbox
 */
public record Position(long txid, long id) {
    /** Before every event. */
    public static final Position START = new Position(0, 0);
}
