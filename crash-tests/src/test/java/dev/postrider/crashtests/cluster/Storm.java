package dev.postrider.crashtests.cluster;

import dev.postrider.test.ClickHouseCluster.Verb;
import dev.postrider.test.FaultProxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Faults of replicas and their Keeper, one after the other: each kind once before any comes again, in another order each time. */
final class Storm implements AutoCloseable {
    private final Replicas replicas;
    private final Random random;
    private final List<FaultProxy> proxies;
    private final List<Kind> deck = new ArrayList<>();
    private final Map<Kind, Integer> dealt = new EnumMap<>(Kind.class);

    private enum Kind {
        REPLICA_KILLED,
        REPLICA_PAUSED,
        /** From the relay: nothing passes, and nobody is told. */
        REPLICA_CUT_OFF,
        /** The inserts are stored, and their replies lost. */
        REPLIES_CUT,
        /** From the other replicas. */
        FETCHES_STOPPED,
        /** The replica has to begin a new one, in the middle of whatever it does. */
        SESSION_ENDED,
        KEEPER_KILLED,
        KEEPER_PAUSED
    }

    Storm(Replicas replicas, Random random) {
        this.replicas = replicas;
        this.random = random;
        this.proxies = replicas.ports().stream()
                .map(port -> FaultProxy.to("127.0.0.1", port))
                .toList();
    }

    /** Where the nodes can be cut off, in their order. */
    List<Integer> ports() {
        return proxies.stream().map(FaultProxy::port).toList();
    }

    /** How often each came, for people. */
    String dealt() {
        return dealt.toString();
    }

    /** A fault that begins after a while, and is over when this returns. */
    void strike() {
        pause(1_500);
        if (deck.isEmpty()) {
            deck.addAll(List.of(Kind.values()));
            Collections.shuffle(deck, random);
        }
        Kind kind = deck.remove(deck.size() - 1);
        strike(kind, random.nextInt(proxies.size()));
        dealt.merge(kind, 1, Integer::sum);
    }

    private void strike(Kind kind, int node) {
        switch (kind) {
            case REPLICA_KILLED -> {
                replicas.cluster.node(node, Verb.KILL);
                pause(1_000);
                replicas.cluster.node(node, Verb.START);
            }
            case REPLICA_PAUSED -> {
                replicas.cluster.node(node, Verb.PAUSE);
                pause(6_000);
                replicas.cluster.node(node, Verb.RESUME);
            }
            case REPLICA_CUT_OFF -> {
                proxies.get(node).blackhole();
                pause(6_000);
                proxies.get(node).passThrough();
            }
            case REPLIES_CUT -> {
                proxies.forEach(FaultProxy::cutResponses);
                pause(2_000);
                proxies.forEach(FaultProxy::passThrough);
            }
            case FETCHES_STOPPED -> {
                replicas.stopFetches(node);
                pause(3_000);
                replicas.startFetches(node);
            }
            case SESSION_ENDED -> replicas.nodes.get(node).execute("SYSTEM RECONNECT ZOOKEEPER");
            case KEEPER_KILLED -> {
                replicas.cluster.keeper(Verb.KILL);
                pause(3_000);
                replicas.cluster.keeper(Verb.START);
            }
            case KEEPER_PAUSED -> {
                replicas.cluster.keeper(Verb.PAUSE);
                pause(6_000);
                replicas.cluster.keeper(Verb.RESUME);
            }
        }
    }

    private void pause(int mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis)));
    }

    @Override
    public void close() {
        proxies.forEach(FaultProxy::close);
    }
}
