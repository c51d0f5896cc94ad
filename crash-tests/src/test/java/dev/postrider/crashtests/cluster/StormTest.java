package dev.postrider.crashtests.cluster;

import static dev.postrider.crashtests.Endurance.tell;

import dev.postrider.crashtests.Endurance;
import dev.postrider.crashtests.Load;
import dev.postrider.crashtests.Load.Pace;
import dev.postrider.crashtests.Witness;
import dev.postrider.relay.Relay;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Replicas and their Keeper killed, paused and cut off in turn, while events of 24 months are delivered: an insert reaches many partitions,
 * each with a commit of its own.
 */
@PostriderTest
@ResourceLock("cluster")
class StormTest {
    /** Longer where more events may be left behind by the last fault. */
    private static final Duration DRAIN = Duration.ofMinutes(5).plusMillis(Endurance.EVENTS);

    private static final int MONTHS = 24;
    private static final int BATCH = 2_000;
    /** All events are out by about the last fault. */
    private static final Pace PACE = new Pace(2, Math.max(10, Endurance.EVENTS / Endurance.FAULTS / 100), 20, true);

    private enum Way {
        BALANCER,
        SEVERAL_ENDPOINTS
    }

    @ParameterizedTest
    @EnumSource
    void everyReplicaHasEveryEventOnce(Way way, PostgresDatabase postgres) {
        long seed = Endurance.seed();
        tell("storm over replicas, repeat with -Dtest.seed=%d", seed);
        try (Replicas replicas = new Replicas(postgres);
                Storm storm = new Storm(replicas, new Random(seed));
                Balancer balancer = new Balancer(storm.ports());
                Relay relay = replicas.startRelay(
                        way == Way.BALANCER
                                ? replicas.settings(replicas.nodes.get(0).through(balancer.port()))
                                : replicas.ofAllNodes(storm.ports()),
                        BATCH)) {
            Witness first = Witness.of(postgres, replicas.nodes.get(0));
            int faults = 0;
            try (Load load = Load.overMonths(postgres, PACE, MONTHS, seed)) {
                while (faults < Endurance.FAULTS || load.confirmed() < Endurance.EVENTS) {
                    storm.strike();
                    tell("%d faults, %d events confirmed", ++faults, load.confirmed());
                }
            }
            first.awaitDelivery(DRAIN);
            settle(replicas);
            for (ClickHouseDatabase node : replicas.nodes) {
                first.in(node).assertDeliveredExactly(DRAIN);
            }
            tell(
                    "%s: %d faults %s: %d events once each on %d replicas",
                    way, faults, storm.dealt(), first.committed(), replicas.nodes.size());
        }
    }

    /** What a replica reads and no other has it drops only minutes later, or when it starts again. */
    private static void settle(Replicas replicas) {
        replicas.awaitConvergence(DRAIN);
        for (int node = 0; node < replicas.nodes.size(); node++) {
            long inDoubt = replicas.partsInDoubt(node);
            if (inDoubt > 0) {
                tell(
                        "node %d does not know yet of %d parts whether they are stored: it is started again",
                        node + 1, inDoubt);
                replicas.restart(node);
            }
        }
        replicas.awaitConvergence(DRAIN);
    }
}
