package dev.postrider.relay.verify;

import java.time.Instant;

/** Which part of what was delivered is compared. Windows are compared whole, with all batches that touch them. */
public sealed interface VerifyScope {
    /** Everything that the ledger remembers, and what the event log holds besides. */
    record All() implements VerifyScope {}

    /** The windows that batches touched which were acknowledged at this time or later. */
    record Since(Instant time) implements VerifyScope {}

    /** The windows that these batches touched, both inclusive. */
    record Batches(long first, long last) implements VerifyScope {
        /** Refuses an empty range. */
        public Batches {
            if (first < 1 || last < first) {
                throw new IllegalArgumentException(
                        "batches " + first + ".." + last + ": must be 1 or more, the first not behind" + " the last");
            }
        }
    }
}
