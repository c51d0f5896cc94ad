package dev.postrider.relay.identity;

import java.util.List;

/**
 * A new identity of the outbox's database.
 *
 * @param what how it begins
 * @param identity what the server must have for it
 * @param highestIdStored the highest id that the event log stores of this outbox; ids are moved past it
 * @param orphans how many events the event log stores whose transactions don't exist under this identity
 * @param firstOrphanIds the ids of the first of them
 */
public record IdentityChange(
        What what, DatabaseIdentity identity, long highestIdStored, long orphans, List<Long> firstOrphanIds) {
    /** Copies the list. */
    public IdentityChange {
        firstOrphanIds = List.copyOf(firstOrphanIds);
    }

    /** How an identity begins. */
    public enum What {
        /** No relay had looked before. */
        FIRST_SEEN("first seen"),
        /** The server was promoted. */
        PROMOTION("promotion");

        private final String text;

        What(String text) {
            this.text = text;
        }
    }

    String whatText() {
        return what.text;
    }

    /** Seen for the first time: nothing to repair. */
    public static IdentityChange firstSeen(DatabaseIdentity identity) {
        return new IdentityChange(What.FIRST_SEEN, identity, 0, 0, List.of());
    }
}
