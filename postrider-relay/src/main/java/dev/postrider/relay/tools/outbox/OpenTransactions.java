package dev.postrider.relay.tools.outbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds back the snapshot that relays see, or VACUUM: transactions, the ones with the oldest view first. Those of the whole cluster.
 *
 * @param open of sessions that are there
 * @param prepared those that wait for their second phase, which no session has
 * @param isStandby whether a standby of PostgreSQL was asked: its sessions are others than the primary's
 */
public record OpenTransactions(List<Open> open, List<Prepared> prepared, boolean isStandby) {
    /** Copies the lists. */
    public OpenTransactions {
        open = List.copyOf(open);
        prepared = List.copyOf(prepared);
    }

    /**
     * A transaction of a session.
     *
     * @param pid the server process
     * @param database in which; empty if it is in none
     * @param user whose; empty if it is nobody's
     * @param application what it calls itself
     * @param state of the session; null where the right to see it is missing
     * @param since when it began; null where the right to see it is missing
     * @param isWriting whether it has a transaction id: events that it publishes can't be seen before it ends
     */
    public record Open(
            int pid,
            String database,
            String user,
            String application,
            @Nullable String state,
            @Nullable Instant since,
            boolean isWriting) {}

    /**
     * A prepared transaction.
     *
     * @param name as it was given with PREPARE TRANSACTION
     */
    public record Prepared(String name, String database, String user, Instant since) {}
}
