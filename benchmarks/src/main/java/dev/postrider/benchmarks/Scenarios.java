package dev.postrider.benchmarks;

import dev.postrider.benchmarks.drain.Drain;
import dev.postrider.benchmarks.held.Held;
import dev.postrider.benchmarks.idle.Idle;
import dev.postrider.benchmarks.latency.Latency;
import dev.postrider.benchmarks.peers.Peers;
import dev.postrider.benchmarks.scenario.Scenario;
import java.util.List;

/** All scenarios, in the order of the report. */
public final class Scenarios {
    private static final List<Scenario> ALL = List.of(new Drain(), new Held(), new Latency(), new Peers(), new Idle());

    private Scenarios() {}

    /** One of each. */
    public static List<Scenario> all() {
        return ALL;
    }
}
