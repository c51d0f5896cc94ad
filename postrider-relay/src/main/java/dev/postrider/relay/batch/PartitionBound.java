package dev.postrider.relay.batch;

/**
 * How many partitions of the event log one insert may reach.
 *
 * @param way how a batch that reaches more is divided: by months or days
 * @param most of them in an insert
 */
public record PartitionBound(Division.Way way, int most) {}
