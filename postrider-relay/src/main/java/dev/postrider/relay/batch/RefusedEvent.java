package dev.postrider.relay.batch;

/**
 * An event that the sink certainly refused when it was sent alone.
 *
 * @param txid the transaction that published it
 * @param eventId its id in the outbox
 * @param shard the shard that refused it, from 1; 0 where the event log is not in shards
 * @param code the sink's error code
 * @param reason why, without the row's values
 * @param words the sink's own, which may quote the row: for the dead letter alone
 */
public record RefusedEvent(long txid, long eventId, int shard, int code, String reason, String words) {}
