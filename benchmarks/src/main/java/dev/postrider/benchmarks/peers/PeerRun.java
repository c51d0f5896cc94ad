package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.stage.CpuSeconds;

/**
 * One turn of a peer.
 *
 * @param events how many were waiting, and were handled
 * @param calls how many times its handler was called: more than events if it gave some of them twice
 * @param seconds from the first step to the end state
 * @param cpu what each side used meanwhile
 */
record PeerRun(long events, long calls, double seconds, CpuSeconds cpu) {
    /** Events a second. */
    double rate() {
        return events / seconds;
    }

    /** CPU-seconds of PostgreSQL for a million events. */
    double postgresPerMillion() {
        return cpu.postgres() / events * 1e6;
    }

    /** CPU-seconds of the JVM for a million events. */
    double jvmPerMillion() {
        return cpu.jvm() / events * 1e6;
    }
}
