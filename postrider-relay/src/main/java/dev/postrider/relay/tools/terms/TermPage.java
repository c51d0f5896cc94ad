package dev.postrider.relay.tools.terms;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some terms, the newest first.
 *
 * @param terms none if no relay was ever active
 * @param next where the next page begins; null if this is the last
 * @param holder who holds the lease; null if no relay does, or where that is not known
 * @param isStandby whether a standby of PostgreSQL was asked, which does not tell who holds the lease
 */
public record TermPage(
        List<RelayTerm> terms,
        @Nullable Long next,
        @Nullable Holder holder,
        boolean isStandby) {
    /** Copies the list. */
    public TermPage {
        terms = List.copyOf(terms);
    }

    /**
     * The active relay.
     *
     * @param until when the lease runs out unless it is prolonged
     */
    public record Holder(String owner, long fence, Instant until) {}
}
