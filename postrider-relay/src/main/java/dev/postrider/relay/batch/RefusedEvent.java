package dev.postrider.relay.batch;

/**
 * An event that the sink certainly refused when it was sent alone.
 *
 * @param txid the transaction that published it
 * @param eventId its id in the outbox
 * @param code the sink's error code
 * @param reason why, without the row's values
 * @param words the sink's own, which may quote the row: for the dead letter alone
 */
public record RefusedEvent(long txid, long eventId, int code, String reason, String words) {}
