package dev.postrider.relay.ledger;

import dev.postrider.relay.batch.Snapshot;

/**
 * Which outbox this is, and in which life of which cluster.
 *
 * @param outbox the name that events carry
 * @param madeIn the identifier of the cluster that the outbox was made in
 * @param livesIn the identifier of the cluster that answers
 * @param maxIdAcknowledged the highest event id delivered
 * @param askUpToId a batch with an event id up to this one is asked for in the event log before it is sent, because an earlier
 *     life of the database may have delivered it in another batch; 0 if there was none
 * @param now what the cluster sees now
 */
public record Origin(
        String outbox, long madeIn, long livesIn, long maxIdAcknowledged, long askUpToId, Snapshot now) {}
