package dev.postrider.console.answer;

import dev.postrider.relay.status.DeliveryHistory.Stretch;
import java.time.Instant;
import java.util.List;

/**
 * How delivery stood, in a range of times.
 *
 * @param stretches times in which the state stayed the same, the newest first
 */
public record StateHistory(Instant since, Instant before, List<Stretch> stretches) implements Answer {}
