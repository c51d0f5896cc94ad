package dev.postrider.relay.tools.verify;

import dev.postrider.relay.content.IdWindowDifference;

/** Hears how a verification goes on, from its own thread. */
public interface VerifyListener {
    /**
     * Some windows were compared.
     *
     * @param windows so far
     * @param of how many there are, at most
     */
    default void compared(long windows, long of) {}

    /** A window differs. */
    default void differs(IdWindowDifference difference) {}

    /** Hears nothing. */
    static VerifyListener none() {
        return new VerifyListener() {};
    }
}
