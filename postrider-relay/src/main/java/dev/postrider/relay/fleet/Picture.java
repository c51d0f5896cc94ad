package dev.postrider.relay.fleet;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a process knows of the fleet, put together from what it saw in each outbox's database: who is alive, who delivers from which
 * outbox, and who is the first choice. Thread-safe.
 *
 * <p>A process is alive as long as a sign of it is valid in any database: when it dies, all of them run out together. It is a
 * member of an outbox as long as it was seen there lately: one that reaches only some databases is a member of those outboxes.
 */
final class Picture {
    private static final long RECOMPUTE_AFTER_NANOS = Duration.ofMillis(100).toNanos();

    private final FleetProcess self;
    /** How long what was seen of an outbox is believed. */
    private final long believedNanos;
    /** How long a sign may have run out before its process is no member any more: it may have been late once. */
    private final long lateNanos;

    private final Map<String, Sight> sights = new ConcurrentHashMap<>();

    private Map<String, Set<FleetProcess>> members = Map.of();
    private Map<String, String> choices = Map.of();
    private long computedAt;
    private boolean isOutdated = true;

    Picture(FleetProcess self, Duration leaseTerm) {
        this.self = self;
        this.believedNanos = leaseTerm.multipliedBy(2).toNanos();
        this.lateNanos = leaseTerm.dividedBy(2).toNanos();
    }

    void saw(String outbox, Sight sight) {
        Sight before = sights.put(outbox, sight);
        if (before == null || !standing(before).equals(standing(sight))) {
            synchronized (this) {
                isOutdated = true;
            }
        }
    }

    /** Who has a seat there and has not left it. */
    private static Set<FleetProcess> standing(Sight sight) {
        return sight.signs().entrySet().stream()
                .filter(seat -> !seat.getValue().hasLeft())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The last look at each outbox, by the outbox's name. */
    Map<String, Sight> sights() {
        return new TreeMap<>(sights);
    }

    /** Who should lead this outbox; null if that is not known. */
    @Nullable
    FleetProcess firstChoice(String outbox, long now) {
        String name = choices(now).get(outbox);
        return members(outbox, now).stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Who shares this outbox and is alive. */
    synchronized Set<FleetProcess> members(String outbox, long now) {
        recompute(now);
        return members.getOrDefault(outbox, Set.of());
    }

    private synchronized Map<String, String> choices(long now) {
        recompute(now);
        return choices;
    }

    private synchronized void recompute(long now) {
        if (!isOutdated && now - computedAt < RECOMPUTE_AFTER_NANOS) {
            return;
        }
        isOutdated = false;
        computedAt = now;
        Map<String, Set<FleetProcess>> seen = seenMembers(now);
        if (!seen.equals(members)) {
            members = seen;
            Map<String, Set<String>> names = new TreeMap<>();
            seen.forEach((outbox, peers) -> names.put(
                    outbox, peers.stream().map(FleetProcess::name).collect(Collectors.toCollection(TreeSet::new))));
            choices = Assignment.of(names);
        }
    }

    private Map<String, Set<FleetProcess>> seenMembers(long now) {
        Set<FleetProcess> alive = alive(now);
        Map<String, Set<FleetProcess>> seen = new TreeMap<>();
        sights.forEach((outbox, sight) -> {
            if (now - sight.nanos() < believedNanos) {
                seen.put(
                        outbox,
                        sight.signs().keySet().stream()
                                .filter(peer -> alive.contains(peer) && sight.validNanos(peer, now) > -lateNanos)
                                .collect(Collectors.toSet()));
            }
        });
        return seen;
    }

    private Set<FleetProcess> alive(long now) {
        Set<FleetProcess> alive = new HashSet<>();
        Set<FleetProcess> left = new HashSet<>();
        for (Sight sight : sights.values()) {
            sight.signs().forEach((peer, sign) -> {
                if (sign.hasLeft()) {
                    left.add(peer);
                } else if (sight.validNanos(peer, now) >= 0) {
                    alive.add(peer);
                }
            });
        }
        alive.removeAll(left);
        alive.add(self);
        return alive;
    }
}
