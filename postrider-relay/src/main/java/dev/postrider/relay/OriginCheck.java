package dev.postrider.relay;

import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.ledger.LedgerPage;
import dev.postrider.relay.ledger.Origin;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure, before anything is delivered, that the ledger belongs to the database it lies in: snapshots mean nothing in
 * another cluster, and after a dump and restore they would hide events that nobody delivered.
 */
final class OriginCheck {
    private OriginCheck() {}

    /** The outbox's name, under which events are delivered. */
    static String outboxName(Ledger ledger, LedgerPage page, @Nullable String configured) throws SQLException {
        Origin origin = ledger.origin();
        if (origin.madeIn() != origin.livesIn() && !ledger.adoptCluster()) {
            throw new HaltedException("the outbox was made in the PostgreSQL cluster " + origin.madeIn()
                    + " and now lies in " + origin.livesIn()
                    + " (dump and restore, or another cluster): its ledger does not fit, and nothing is delivered so that"
                    + " nothing is skipped or repeated; see docs/operations.md, \"Another life of the database\"");
        }
        BatchPlan newest = newest(page);
        if (newest != null && newest.seenTo().xmax() > origin.now().xmax()) {
            throw new HaltedException("the ledger's newest snapshot (" + newest.seenTo()
                    + ") is ahead of the server (" + origin.now()
                    + "): this is an older state of the database; nothing is delivered so that nothing is skipped or"
                    + " repeated; see docs/operations.md, \"Another life of the database\"");
        }
        return name(ledger, origin, configured);
    }

    private static String name(Ledger ledger, Origin origin, @Nullable String configured) throws SQLException {
        if (configured == null || configured.equals(origin.outbox())) {
            return origin.outbox();
        }
        if (!ledger.nameOutbox(configured)) {
            throw new HaltedException("the outbox is configured as '" + configured
                    + "', but its events were delivered as '"
                    + origin.outbox() + "', and the name is part of their identity: configure '" + origin.outbox()
                    + "', or nothing");
        }
        return configured;
    }

    private static @Nullable BatchPlan newest(LedgerPage page) {
        if (!page.planned().isEmpty()) {
            return page.planned().get(page.planned().size() - 1);
        }
        return page.lastDone() == null ? null : page.lastDone().plan();
    }
}
