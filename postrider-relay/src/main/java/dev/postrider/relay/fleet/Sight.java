package dev.postrider.relay.fleet;

import java.util.Map;

/**
 * What one look at an outbox's database showed.
 *
 * @param signs of whoever sits there or sat there
 * @param owner of the lease, or who had it last
 * @param leaseIsFree whether nobody holds it
 * @param nanos when the question was sent, by this process's clock: a sign is not valid for longer than was left of it then
 */
record Sight(Map<FleetProcess, Sign> signs, String owner, boolean leaseIsFree, long nanos) {

    /**
     * What a process showed.
     *
     * @param validNanos for how much longer, when it was looked at; negative since it has run out
     * @param wants whether the process takes itself for the first choice
     * @param hasLeft whether the process stops, or has stopped
     */
    record Sign(long validNanos, boolean wants, boolean hasLeft) {}

    Sight {
        signs = Map.copyOf(signs);
    }

    /** For how much longer a process's sign is valid now; negative since it has run out. */
    long validNanos(FleetProcess peer, long now) {
        Sign sign = signs.get(peer);
        return sign == null ? Long.MIN_VALUE : sign.validNanos() - (now - nanos);
    }

    boolean wants(FleetProcess peer, long now) {
        Sign sign = signs.get(peer);
        return sign != null && sign.wants() && validNanos(peer, now) >= 0;
    }
}
