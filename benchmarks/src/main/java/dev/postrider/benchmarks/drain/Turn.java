package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.stage.CpuSeconds;

/**
 * One contender's turn over all events.
 *
 * @param seconds of wall time
 * @param deliverySeconds without the relay's start; for a floor the same as {@code seconds}
 * @param cpu what each side used
 */
record Turn(double seconds, double deliverySeconds, CpuSeconds cpu) {}
