package dev.postrider.relay.identity;

import java.util.List;

/**
 * A life that the outbox begins to lead.
 *
 * @param what how it begins
 * @param life what the server must lead for it
 * @param highestIdHeld the highest id that the event log holds of this outbox; ids are moved past it
 * @param orphans how many events the event log holds whose transactions don't exist in this life
 * @param firstOrphanIds the ids of the first of them
 */
public record NewLife(What what, Life life, long highestIdHeld, long orphans, List<Long> firstOrphanIds) {
    /** Copies the list. */
    public NewLife {
        firstOrphanIds = List.copyOf(firstOrphanIds);
    }

    /** How a life begins. */
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
    public static NewLife firstSeen(Life life) {
        return new NewLife(What.FIRST_SEEN, life, 0, 0, List.of());
    }
}
