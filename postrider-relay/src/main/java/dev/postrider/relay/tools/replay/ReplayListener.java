package dev.postrider.relay.tools.replay;

/** Hears how a replay goes on, from its own thread. */
public interface ReplayListener {
    /**
     * Some events were looked at.
     *
     * @param events so far
     * @param of how many the outbox retained at the beginning
     */
    default void lookedAt(long events, long of) {}

    /** Hears nothing. */
    static ReplayListener none() {
        return new ReplayListener() {};
    }
}
