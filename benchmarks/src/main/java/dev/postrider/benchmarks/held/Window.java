package dev.postrider.benchmarks.held;

/**
 * Some seconds of a run.
 *
 * @param end seconds since the hold began
 * @param rate events a second that arrived in ClickHouse
 * @param busy CPU-seconds a second of the relay's process and of its backends
 * @param backendsBusy of that, the backends'
 */
record Window(double end, double rate, double busy, double backendsBusy) {}
