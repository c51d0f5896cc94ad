package dev.postrider.relay.fleet;

import java.sql.SQLException;

/**
 * Whether it is a relay's turn to try for the lease, and whether it should hand the lease over. Thread-safe. What it says is never
 * needed for safety: a relay that tries out of turn gets the lease only if it is free.
 */
public interface Turn {

    /** The name under which the relay takes the lease: no other relay's. */
    String owner();

    /** Whether to try for the lease now. Asked before each attempt, by a relay that could deliver. */
    boolean mayTake() throws SQLException;

    /**
     * Watches, while the relay holds the lease, whether it becomes another's turn.
     *
     * @param isOver run when it is, in another thread
     * @return to be closed before the lease is given up
     */
    Watch watch(Runnable isOver);

    /** Tells others that this relay stops, so that they need not wait until it falls silent. */
    void leave();

    /** Ends with {@link #close}. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** For a relay that shares with nobody: it tries whenever it can, and keeps what it has. */
    static Turn always() {
        String owner = Member.defaultName();
        return new Turn() {
            @Override
            public String owner() {
                return owner;
            }

            @Override
            public boolean mayTake() {
                return true;
            }

            @Override
            public Watch watch(Runnable isOver) {
                return () -> {};
            }

            @Override
            public void leave() {
                // nobody waits for it
            }
        };
    }
}
