package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.stage.Window.Used;
import java.util.Locale;

/**
 * One turn on a cluster.
 *
 * @param used until the last answer; its engine is not the cluster's
 * @param firstServer CPU-seconds of the server that was written to, until all have everything; 0 if it is not on this machine
 * @param otherServers the same of the others together
 */
record ReplicaRound(Used used, double firstServer, double otherServers) {
    /** Of all sides. */
    double cpuSeconds() {
        return used.cpu().postgres() + used.cpu().jvm() + firstServer + otherServers;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.2f s, CPU-seconds: PostgreSQL %.2f, JVM %.2f, first server %.2f, others %.2f",
                used.seconds(),
                used.cpu().postgres(),
                used.cpu().jvm(),
                firstServer,
                otherServers);
    }
}
