package dev.postrider.benchmarks.backlog;

/**
 * One delivery of one backlog by a relay's process of its own.
 *
 * @param rate events a second, from the first plan to the last acknowledgement
 * @param heapMib the peak of the heap's use, in MiB
 * @param residentMib the peak of the process's resident memory, in MiB
 */
record Turn(double rate, double heapMib, double residentMib) {}
