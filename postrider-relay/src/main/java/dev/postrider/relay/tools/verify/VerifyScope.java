package dev.postrider.relay.tools.verify;

import dev.postrider.relay.tools.Period;

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

    /** The windows that batches touched which were acknowledged in this time. */
    record Acknowledged(Period when) implements VerifyScope {
        @Override
        public String json() {
            String since = when.since() == null ? "" : "\"since\": \"" + when.since() + "\"";
            String before = when.before() == null ? "" : "\"before\": \"" + when.before() + "\"";
            return "{" + since + (since.isEmpty() || before.isEmpty() ? "" : ", ") + before + "}";
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
