package dev.postrider.benchmarks;

import dev.postrider.benchmarks.drain.Drain;
import dev.postrider.benchmarks.scenario.Scenario;
import java.util.List;

/** All scenarios, in the order of the report. */
public final class Scenarios {
    private static final List<Scenario> ALL = List.of(new Drain());

    private Scenarios() {}

    /** One of each. */
    public static List<Scenario> all() {
        return ALL;
    }
}
