package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Division;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.trace.BatchTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A batch on its way: read, encoded, and perhaps sent.
 *
 * @param outbox whose batch it is
 * @param buffer the encoded rows; the batch's own until it is acknowledged
 * @param ofShards the rows of each shard; not to be changed
 * @param past what may have happened to it before
 * @param trace of it; one that does nothing where it is not traced
 * @param sent completed when the sink stores the batch
 */
record Delivery(
        String outbox,
        BatchPlan plan,
        BatchContent content,
        RowBuffer buffer,
        List<BitSet> ofShards,
        Past past,
        BatchTrace trace,
        CompletableFuture<Sent> sent)
        implements EventIdentities {

    /** It was read, and not sent yet. */
    Delivery(String outbox, BatchPlan plan, BatchContent content, RowBuffer buffer, List<BitSet> ofShards, Past past) {
        this(outbox, plan, content, buffer, ofShards, past, BatchTrace.none(), new CompletableFuture<>());
    }

    /** The same, with its trace. */
    Delivery tracedAs(BatchTrace its) {
        return new Delivery(outbox, plan, content, buffer, ofShards, past, its, sent);
    }

    /**
     * What may have happened to a batch in an earlier term.
     *
     * @param maybeStored whether some of its events may be in the sink
     * @param plannedNanos when it was planned; it can't have been sent earlier
     * @param divisions how what goes to each shard was divided, in order
     * @param logMark what the event log was when an earlier term planned it; empty if that is not known, or not to be relied on
     * @param elsewhere whether its events may be in the sink in other batches too
     * @param unseenNanos when none of its events could be seen yet; empty if no look tells that
     */
    record Past(
            boolean maybeStored,
            long plannedNanos,
            Map<Integer, List<Division>> divisions,
            String logMark,
            boolean elsewhere,
            OptionalLong unseenNanos) {
        private static final Duration LONG_AGO = Duration.ofDays(10_000);

        /** It was planned just now. */
        static Past none(long nowNanos) {
            return none(nowNanos, OptionalLong.empty());
        }

        /** It was planned just now, and none of its events could be seen then. */
        static Past none(long nowNanos, OptionalLong unseenNanos) {
            return new Past(false, nowNanos, Map.of(), "", false, unseenNanos);
        }

        /** Its events may be in the sink since long, in other batches too. */
        Past longAgo() {
            return new Past(true, plannedNanos - LONG_AGO.toNanos(), divisions, "", true, unseenNanos);
        }
    }

    /**
     * How a batch reached the sink.
     *
     * @param sends how many inserts it took
     * @param refused the events that the sink refused, in the batch's order
     */
    record Sent(int sends, Duration sending, List<RefusedEvent> refused) {
        static final Sent NOTHING = new Sent(0, Duration.ZERO, List.of());

        /** Both, which went at the same time. */
        Sent with(Sent other) {
            List<RefusedEvent> all = new ArrayList<>(refused);
            all.addAll(other.refused);
            return new Sent(sends + other.sends, sending.compareTo(other.sending) < 0 ? other.sending : sending, all);
        }
    }

    long batchNo() {
        return plan.batchNo();
    }

    /** How many events it has. */
    int rows() {
        return content.rows();
    }

    @Override
    public long eventId(int row) {
        return buffer.eventId(row);
    }

    @Override
    public long time(int row) {
        return buffer.time(row);
    }

    String token() {
        return Objects.requireNonNull(content.token(), "an empty batch is not sent");
    }
}
