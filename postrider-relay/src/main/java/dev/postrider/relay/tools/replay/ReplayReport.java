package dev.postrider.relay.tools.replay;

import dev.postrider.relay.tools.resend.ResendRecord.Counts;

/**
 * What a replay did, or would do.
 *
 * @param number its number in {@code postrider.relay_replay}; 0 for a dry run
 * @param target the table, with its database
 * @param isResumed whether it went on with one that was broken off, whose counts are included
 * @param lookedAt how many events of the outbox it looked at, this time
 * @param counts how many of them met the criteria, and were sent or were there before; in a dry run, would be sent
 */
public record ReplayReport(long number, String target, boolean isResumed, long lookedAt, Counts counts) {}
