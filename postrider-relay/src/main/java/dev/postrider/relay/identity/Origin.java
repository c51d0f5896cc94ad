package dev.postrider.relay.identity;

import org.jspecify.annotations.Nullable;

/**
 * Which outbox this is, and in which database.
 *
 * @param outbox the name that events carry
 * @param stored the identity of the database that the ledger was written in; its timeline is 0 in an outbox that no relay has seen yet
 * @param current the identity that the server has now
 * @param maxIdAcknowledged the highest event id delivered
 * @param askUpToId a batch with an event id up to this one is asked for in the event log before it is sent, because it may have
 *     been delivered in another batch before the database was restored or promoted; 0 if there was none
 * @param elsewhereUpToId up to which of these it is known that the database was restored or promoted, so that an event may be stored in
 *     another batch; 0 if it was not
 * @param misfit why the ledger does not speak of this database; null if it does
 * @param leafOutOfPlace which table is in the place of a leaf of the outbox, or none; null if each is where it belongs
 */
public record Origin(
        String outbox,
        DatabaseIdentity stored,
        DatabaseIdentity current,
        long maxIdAcknowledged,
        long askUpToId,
        long elsewhereUpToId,
        @Nullable String misfit,
        @Nullable String leafOutOfPlace) {

    /** The same under another name. */
    public Origin named(String name) {
        return new Origin(name, stored, current, maxIdAcknowledged, askUpToId, elsewhereUpToId, misfit, leafOutOfPlace);
    }
}
