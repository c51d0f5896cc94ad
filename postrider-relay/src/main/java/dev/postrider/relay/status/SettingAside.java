package dev.postrider.relay.status;

import java.time.Instant;

/**
 * A batch of which events are being set aside: they become dead letters when the batch is acknowledged.
 *
 * @param events how many so far
 * @param reason what the sink has against the newest of them
 */
public record SettingAside(long batchNo, int events, String reason, Instant since) {}
