package dev.postrider.relay.tools.verify;

import java.time.Instant;

/** Which part of what was delivered is compared. Windows are compared whole, with all batches that touch them. */
public sealed interface VerifyScope {
    /** As it is kept with a repair. */
    String json();

    /** Everything that the ledger remembers, and what the event log stores besides. */
    record All() implements VerifyScope {
        @Override
        public String json() {
            return "{\"all\": true}";
        }
    }

    /** The windows that batches touched which were acknowledged at this time or later. */
    record Since(Instant time) implements VerifyScope {
        @Override
        public String json() {
            return "{\"since\": \"" + time + "\"}";
        }
    }

    /** The windows that these batches touched, both inclusive. */
    record Batches(long first, long last) implements VerifyScope {
        /** Refuses an empty range. */
        public Batches {
            if (first < 1 || last < first) {
                throw new IllegalArgumentException(
                        "batches " + first + ".." + last + ": must be 1 or more, the first not behind" + " the last");
            }
        }

        @Override
        public String json() {
            return "{\"first_batch\": " + first + ", \"last_batch\": " + last + "}";
        }
    }
}
