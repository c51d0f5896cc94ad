package dev.postrider.relay.status;

import dev.postrider.relay.batch.SendOutcome;

/**
 * One attempt that failed. The batch stays planned and is sent again.
 *
 * @param batchNo its number in the ledger
 * @param rows how many events
 * @param attempt which attempt, from 1
 * @param outcome what the sink said
 */
public record SendFailure(long batchNo, int rows, int attempt, SendOutcome.Failed outcome) {}
