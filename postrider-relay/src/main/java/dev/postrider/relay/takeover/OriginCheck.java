package dev.postrider.relay.takeover;

import dev.postrider.relay.identity.Origin;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.sink.server.SinkException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure, before anything is delivered, that the ledger belongs to the database it lies in: snapshots mean nothing in
 * another cluster, and after a dump and restore they would hide events that nobody delivered.
 */
public final class OriginCheck {
    private final Ledger ledger;
    private final IdentityCheck identity;

    public OriginCheck(Ledger ledger, IdentityCheck identity) {
        this.ledger = ledger;
        this.identity = identity;
    }

    /**
     * The outbox under the name of its events, in a database that its ledger belongs to.
     *
     * @throws HaltedException if going on could lose or repeat events
     */
    public Origin passed(@Nullable String configured) throws SQLException, SinkException {
        Origin origin = ledger.origin();
        if (origin.misfit() != null && ledger.adoptCluster()) {
            origin = ledger.origin();
        }
        if (origin.leafOutOfPlace() != null) {
            throw new HaltedException(origin.leafOutOfPlace()
                    + ": events in another table would not be read, so nothing is delivered. Put the leaves back into their"
                    + " places (ALTER TABLE postrider.event_outbox DETACH PARTITION and ATTACH PARTITION), and copy what the"
                    + " other table holds, all in one transaction (docs/retention.md)");
        }
        if (origin.misfit() != null) {
            throw IdentityCheck.halted(origin.misfit());
        }
        return identity.settled(named(origin, configured));
    }

    private Origin named(Origin origin, @Nullable String configured) throws SQLException {
        if (configured == null || configured.equals(origin.outbox())) {
            return origin;
        }
        if (!ledger.nameOutbox(configured)) {
            throw new HaltedException("the outbox is configured as '" + configured
                    + "', but its events were delivered as '"
                    + origin.outbox() + "', and the name is part of their identity: configure '" + origin.outbox()
                    + "' (POSTRIDER_RELAY_OUTBOX, or after the URL in the file of databases)");
        }
        return origin.named(configured);
    }
}
