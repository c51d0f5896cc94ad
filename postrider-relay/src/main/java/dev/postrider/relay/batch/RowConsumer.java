package dev.postrider.relay.batch;

/**
 * Takes an event's row as PostgreSQL sent it: the fields of COPY's binary form, each a 32-bit length (−1 for null) and that
 * many bytes, in the order id, event_type, event_date_time, environment, event_context, metadata_version, trace_parent.
 */
@FunctionalInterface
public interface RowConsumer {
    /**
     * Takes one row: the bytes of {@code buffer} from {@code offset} on. They may be reused after the call.
     *
     * @param txid the transaction that published the event
     */
    void row(long txid, byte[] buffer, int offset, int length);
}
