package dev.postrider.benchmarks.backlog;

/**
 * A relay that starts while events wait, and is ended after its first batch.
 *
 * @param processSeconds from the JVM's begin to the first acknowledgement
 * @param relaySeconds from the relay's start to the first acknowledgement
 */
record Restart(double processSeconds, double relaySeconds) {}
