package dev.postrider.relay.status;

/** What a relay is doing. */
public enum RelayState {
    /** Made, and not started yet, or starting. */
    STARTING,
    /** Another relay is active; this one takes over when that one falls silent. */
    STANDBY,
    /** This relay delivers. */
    ACTIVE,
    /** A database can't be used; the relay tries again by itself. */
    WAITING,
    /** Delivery stopped because going on could lose or repeat events; it takes a person. */
    HALTED,
    /** Closed. */
    STOPPED
}
