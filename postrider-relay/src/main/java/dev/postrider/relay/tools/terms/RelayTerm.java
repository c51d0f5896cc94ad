package dev.postrider.relay.tools.terms;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time in which one relay was the active one. Times are those of the database's clock.
 *
 * @param fence its number, higher than those of all earlier terms
 * @param owner the relay
 * @param from when it took the lease
 * @param until when it gave the lease up, or another one had taken it, or the lease had run out; null while it holds the lease, or where
 *     that is not known
 * @param ending how it ended, as far as the ledger knows
 */
public record RelayTerm(
        long fence, String owner, Instant from, @Nullable Instant until, Ending ending) {

    /** How a term ended. */
    public enum Ending {
        /** It has not: the relay holds the lease. */
        HOLDS("it holds the lease"),
        /** The relay was stopped, handed over, or gave up after a failure. */
        GAVE_UP("it gave the lease up: it was stopped, handed over, or began anew after a failure"),
        /** The relay did not prolong the lease, and another one took it. */
        TAKEN_OVER("it fell silent, its lease ran out, and another relay took over"),
        /** The relay did not prolong the lease, and no other one has taken it. */
        RAN_OUT("it fell silent, and its lease ran out; no relay has taken it since"),
        /** A standby of PostgreSQL does not tell until when the lease is held. */
        NOT_KNOWN("a standby of PostgreSQL does not tell whether it holds the lease");

        private final String words;

        Ending(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }
}
