package dev.postrider.relay.trace;

/** The trace of one batch, from its reading to its end: exactly one of {@link #delivered} and {@link #brokenOff}. Thread-safe. */
public interface BatchTrace {
    /**
     * An insert of the batch begins, of all of it or of a part; several may be under way at once, to several shards.
     *
     * @param rows how many events it has
     */
    InsertTrace insert(int rows);

    /**
     * It was delivered and acknowledged.
     *
     * @param refused how many of its events are dead letters
     */
    void delivered(int refused);

    /** Its line has ended before an outcome of it was in the ledger: it is sent again, in another trace. */
    void brokenOff();

    /** The trace of a batch that is not traced. */
    static BatchTrace none() {
        return Untraced.INSTANCE;
    }
}
