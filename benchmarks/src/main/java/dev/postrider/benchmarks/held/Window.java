package dev.postrider.benchmarks.held;

/**
 * Some seconds of a run.
 *
 * @param end seconds since the hold began
 * @param offered events a second that the writers published
 * @param rate events a second that arrived in ClickHouse
 * @param busy CPU-seconds a second of the relay's process and of its backends
 * @param backendsBusy of that, the backends'
 */
record Window(double end, double offered, double rate, double busy, double backendsBusy) {}
