package dev.postrider.relay.tools.rebase;

import dev.postrider.relay.identity.DatabaseIdentity;

/**
 * What a rebase would do, or did.
 *
 * <p>The components' names are those of the command's JSON.
 *
 * @param outbox the name that events carry
 * @param ledgerLife the identity of the database that the ledger was written in
 * @param serverLife the identity that the server has now
 * @param kept events that stay and are delivered; those that the event log stores already are found there and not sent again
 * @param dropped events that the ledger knows to be delivered; they leave the outbox
 * @param deadLetters events that were refused: their rows go, their dead letters stay, open or discarded as they are
 * @param batchesGivenUp batches that were planned and not acknowledged; their events are kept
 * @param keepsAll whether everything is kept, because the id sequence is behind the ledger and the event log can't be asked, or
 *     because it holds so little of what the ledger has as delivered that nothing can be told
 * @param highestId the highest id known anywhere: ids go on after it
 * @param orphans events that the event log stores beyond the ledger and the outbox has not
 * @param canAsk whether the event log can be asked which events it holds; if not, events that were delivered without being
 *     acknowledged are delivered twice
 */
public record RebasePlan(
        String outbox,
        DatabaseIdentity ledgerLife,
        DatabaseIdentity serverLife,
        long kept,
        long dropped,
        long deadLetters,
        int batchesGivenUp,
        boolean keepsAll,
        long highestId,
        long orphans,
        boolean canAsk) {}
