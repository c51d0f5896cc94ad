package dev.postrider.relay.status;

import java.time.Duration;

/**
 * A batch that was delivered and acknowledged.
 *
 * @param batchNo its number in the ledger
 * @param rows how many events, without those that the sink refused; 0 for a batch that turned out empty
 * @param bytes their size as read from PostgreSQL
 * @param attempts how many sends it took; 0 for an empty batch, many for one with refused events
 * @param sending from the first send to the sink's confirmation, pauses included
 */
public record BatchReport(long batchNo, int rows, long bytes, int attempts, Duration sending) {}
