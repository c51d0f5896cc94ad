package dev.postrider.relay.ledger;

import dev.postrider.relay.batch.Snapshot;

/**
 * Which outbox this is, and in which life of which cluster.
 *
 * @param outbox the name that events carry
 * @param madeIn the identifier of the cluster that the outbox was made in
 * @param livesIn the identifier of the cluster that answers
 * @param maxIdAcknowledged the highest event id delivered
 * @param now what the cluster sees now
 */
public record Origin(String outbox, long madeIn, long livesIn, long maxIdAcknowledged, Snapshot now) {}
