package dev.postrider.crashtests.cluster;

import static dev.postrider.crashtests.Endurance.tell;

import dev.postrider.crashtests.Endurance;
import dev.postrider.crashtests.Load;
import dev.postrider.crashtests.Load.Pace;
import dev.postrider.crashtests.Witness;
import dev.postrider.relay.Relay;
import dev.postrider.test.ClickHouseCluster.Verb;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replicas and their Keeper killed, paused and kept from fetching in turn, under load. */
@PostriderTest
@ResourceLock("cluster")
class StormTest {
    private static final Duration DRAIN = Duration.ofMinutes(5);
    private static final Pace PACE = new Pace(2, Math.max(60, Endurance.EVENTS / Endurance.KILLS / 40), 5, true);

    private enum Way {
        BALANCER,
        SEVERAL_ENDPOINTS
    }

    @ParameterizedTest
    @EnumSource
    void everyReplicaHasEveryEventOnce(Way way, PostgresDatabase postgres) {
        long seed = Endurance.seed();
        tell("storm over replicas, repeat with -Dtest.seed=%d", seed);
        Random random = new Random(seed);
        try (Replicas replicas = new Replicas(postgres);
                Balancer balancer = replicas.balancer();
                Relay relay = replicas.startRelay(
                        way == Way.BALANCER
                                ? replicas.settings(replicas.nodes.get(0).through(balancer.port()))
                                : replicas.ofAllNodes())) {
            Witness first = Witness.of(postgres, replicas.nodes.get(0));
            int faults = 0;
            try (Load load = Load.on(postgres, PACE, seed)) {
                while (faults < Endurance.KILLS || load.confirmed() < Endurance.EVENTS) {
                    pause(random, 1_500);
                    fault(replicas, random);
                    faults++;
                    tell("%d faults, %d events confirmed", faults, load.confirmed());
                }
            }
            first.awaitDelivery(DRAIN);
            replicas.awaitConvergence();
            for (ClickHouseDatabase node : replicas.nodes) {
                first.in(node).assertDeliveredExactly(DRAIN);
            }
            tell("%d faults: %d events once each on %d replicas", faults, first.committed(), replicas.nodes.size());
        }
    }

    private static void fault(Replicas replicas, Random random) {
        int node = random.nextInt(replicas.nodes.size());
        switch (random.nextInt(5)) {
            case 0 -> {
                replicas.cluster.node(node, Verb.KILL);
                pause(random, 1_000);
                replicas.cluster.node(node, Verb.START);
            }
            case 1 -> {
                replicas.cluster.node(node, Verb.PAUSE);
                pause(random, 6_000);
                replicas.cluster.node(node, Verb.RESUME);
            }
            case 2 -> {
                replicas.cluster.keeper(Verb.KILL);
                pause(random, 3_000);
                replicas.cluster.keeper(Verb.START);
            }
            case 3 -> {
                replicas.cluster.keeper(Verb.PAUSE);
                pause(random, 6_000);
                replicas.cluster.keeper(Verb.RESUME);
            }
            default -> {
                replicas.stopFetches(node);
                pause(random, 3_000);
                replicas.startFetches(node);
            }
        }
    }

    private static void pause(Random random, int mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis)));
    }
}
