package dev.postrider.relay.batch;

import java.util.Locale;

/** What became of one attempt to send a batch or a part of it: {@link SendOutcome} in a word. */
public enum AttemptOutcome {
    /** The sink stores what was sent. */
    STORED,
    /** Certainly not stored: the sink refused the data. */
    REFUSED,
    /** Certainly not stored: the sink can't take anything now. */
    UNAVAILABLE,
    /** Maybe stored: no answer came, in time or at all, or one that does not tell. */
    UNKNOWN,
    /** Maybe stored, and too much for the sink at once. */
    TOO_LARGE;

    /** That of an outcome. */
    public static AttemptOutcome of(SendOutcome outcome) {
        if (outcome instanceof SendOutcome.Stored) {
            return STORED;
        }
        if (outcome instanceof SendOutcome.Refused) {
            return REFUSED;
        }
        if (outcome instanceof SendOutcome.Unknown unknown) {
            return unknown.isTooLarge() ? TOO_LARGE : UNKNOWN;
        }
        return UNAVAILABLE;
    }

    /** That of a word, as {@link #code()} gives it. */
    public static AttemptOutcome ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** As the ledger has it: {@code too_large}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As people read it: {@code too large}. */
    public String word() {
        return code().replace('_', ' ');
    }
}
