package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.stage.Window.Used;

/**
 * One turn of a peer.
 *
 * @param events how many were waiting, and were handled
 * @param calls how many times its handler was called: more than events if it gave some of them twice
 * @param used from the first step to the end state
 */
record PeerRun(long events, long calls, Used used) {
    /** Events a second. */
    double rate() {
        return events / used.seconds();
    }

    /** CPU-seconds of PostgreSQL for a million events. */
    double postgresPerMillion() {
        return used.cpu().postgres() / events * 1e6;
    }

    /** CPU-seconds of the JVM for a million events. */
    double jvmPerMillion() {
        return used.cpu().jvm() / events * 1e6;
    }
}
