package dev.postrider.benchmarks;

import dev.postrider.benchmarks.backlog.Backlog;
import dev.postrider.benchmarks.drain.Drain;
import dev.postrider.benchmarks.drain.ReplicatedDrain;
import dev.postrider.benchmarks.fleet.ManyOutboxes;
import dev.postrider.benchmarks.functions.Functions;
import dev.postrider.benchmarks.held.Held;
import dev.postrider.benchmarks.idle.Idle;
import dev.postrider.benchmarks.latency.Latency;
import dev.postrider.benchmarks.peers.Peers;
import dev.postrider.benchmarks.publish.Publish;
import dev.postrider.benchmarks.stage.Scenario;
import dev.postrider.benchmarks.steady.Steady;
import java.util.List;

/** All scenarios, in the order of the report. */
public final class Scenarios {
    // A line each: the comments keep the formatter from joining them.
    public static final List<Scenario> ALL = List.of(
            new Drain(), //
            new ReplicatedDrain(), //
            new Publish(), //
            new Functions(), //
            new Steady(), //
            new Held(), //
            new Latency(), //
            new Backlog(), //
            new Peers(), //
            new Idle(), //
            new ManyOutboxes());

    private Scenarios() {}
}
