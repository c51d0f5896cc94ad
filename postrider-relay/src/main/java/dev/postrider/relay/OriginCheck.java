package dev.postrider.relay;

import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.ledger.LedgerPage;
import dev.postrider.relay.ledger.Origin;
import dev.postrider.relay.sink.SinkException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure, before anything is delivered, that the ledger belongs to the database it lies in: snapshots mean nothing in
 * another cluster, and after a dump and restore they would hide events that nobody delivered.
 */
final class OriginCheck {
    private final Ledger ledger;
    private final LifeCheck lives;

    OriginCheck(Ledger ledger, LifeCheck lives) {
        this.ledger = ledger;
        this.lives = lives;
    }

    /**
     * The outbox under the name of its events, in a life that its ledger belongs to.
     *
     * @throws HaltedException if going on could lose or repeat events
     */
    Origin passed(LedgerPage page, @Nullable String configured) throws SQLException, SinkException {
        Origin origin = ledger.origin();
        long madeIn = origin.stored().systemIdentifier();
        long livesIn = origin.current().systemIdentifier();
        if (madeIn != livesIn) {
            if (!ledger.adoptCluster()) {
                throw LifeCheck.halted("the outbox was made in the PostgreSQL cluster " + madeIn + " and now lies in "
                        + livesIn + " (dump and restore, pg_upgrade, or another cluster): its ledger does not fit");
            }
            origin = ledger.origin();
        }
        BatchPlan newest = newest(page);
        if (newest != null && newest.seenTo().xmax() > origin.now().xmax()) {
            throw LifeCheck.halted("the ledger's newest snapshot (" + newest.seenTo() + ") is ahead of the server ("
                    + origin.now() + "): the ledger is of another life of the database");
        }
        return lives.settled(named(origin, configured));
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

    private static @Nullable BatchPlan newest(LedgerPage page) {
        if (!page.planned().isEmpty()) {
            return page.planned().get(page.planned().size() - 1).plan();
        }
        return page.lastDone() == null ? null : page.lastDone().plan();
    }
}
