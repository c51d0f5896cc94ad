package dev.postrider.benchmarks.fleet;

/**
 * What one number of outboxes took.
 *
 * @param startSeconds from the process's start until each outbox has an active relay
 * @param backlogRate events a second, from the first plan to the last acknowledgement
 * @param idle with nothing to do
 * @param busy under the even load
 * @param usualSeconds from an event's writing to its acknowledgement under the load: the median
 * @param longSeconds the same of the slowest event in a hundred
 * @param insertsPerSecond under the load
 * @param threads of the server, at the end
 * @param heapMegabytes after a collection, at the end
 * @param mostResidentMegabytes that the process had in its life
 */
record Measured(
        double startSeconds,
        double backlogRate,
        Share idle,
        Share busy,
        double usualSeconds,
        double longSeconds,
        double insertsPerSecond,
        double threads,
        double heapMegabytes,
        double mostResidentMegabytes) {

    /**
     * What a while took.
     *
     * @param connections the most that the server had to PostgreSQL
     * @param postgres percent of one core
     * @param clickHouse percent of one core
     * @param server percent of one core
     */
    record Share(double connections, double postgres, double clickHouse, double server) {}

    double idleConnections() {
        return idle.connections();
    }

    double busyConnections() {
        return busy.connections();
    }
}
