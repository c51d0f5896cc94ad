package dev.postrider.relay.batch;

/** What became of a send: a closed set. Thread-safe values. */
public sealed interface SendOutcome {
    /** The sink stores the batch, from this send or from an earlier one. */
    record Stored() implements SendOutcome {}

    /** The batch is not in the sink, or may not be; the same batch is sent again later. */
    sealed interface Failed extends SendOutcome {
        /** The sink's error code, or 0 if it gave none. */
        int code();

        /** What happened, for people; holds no value of a row, so it may be shown, logged and reported. */
        String reason();
    }

    /**
     * Certainly not stored: the sink refused the data.
     *
     * @param words the sink's own, which may quote the row: for the dead letter alone
     */
    record Refused(int code, String reason, String words) implements Failed {
        /** Where the words quote nothing. */
        public Refused(int code, String reason) {
            this(code, reason, reason);
        }
    }

    /** Certainly not stored: the sink can't take anything now. */
    record Unavailable(int code, String reason) implements Failed {}

    /**
     * Maybe stored: only the same batch may be sent again.
     *
     * @param isTooLarge whether it is too much for the sink at once: smaller parts may fit, once it is known what is stored
     */
    record Unknown(int code, String reason, boolean isTooLarge) implements Failed {
        /** For a reason that has nothing to do with its size. */
        public Unknown(int code, String reason) {
            this(code, reason, false);
        }
    }
}
