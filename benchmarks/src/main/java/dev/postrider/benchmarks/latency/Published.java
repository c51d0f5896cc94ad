package dev.postrider.benchmarks.latency;

/**
 * An event that was published. Times are of {@link System#nanoTime()}.
 *
 * @param id its id in the outbox
 * @param intended when it was meant to be published
 * @param committed when its writer knew that it was committed
 */
record Published(long id, long intended, long committed) {}
