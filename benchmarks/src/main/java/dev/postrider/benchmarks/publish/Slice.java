package dev.postrider.benchmarks.publish;

/**
 * Some transactions of one writer, on average.
 *
 * @param writeMicros from a transaction's begin to its commit, commit not included
 * @param micros of wall time, commit included
 * @param serverMicros CPU of the writer's own server process
 * @param clientMicros CPU of the writer's thread
 * @param walBytes written by the server meanwhile
 */
record Slice(double writeMicros, double micros, double serverMicros, double clientMicros, double walBytes) {}
