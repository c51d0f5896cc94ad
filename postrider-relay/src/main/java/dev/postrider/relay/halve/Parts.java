package dev.postrider.relay.halve;

import java.util.List;

/**
 * The parts of one batch, as they are sent.
 *
 * @param <E> what may go wrong beyond a refusal; it ends the halving
 */
public interface Parts<E extends Exception> {
    /** What became of a part. */
    enum Answer {
        /** Its rows are in the sink. */
        STORED,
        /** Certainly none of its rows is in the sink: it refuses one of them at least. */
        REFUSED,
        /** There is nothing in it to send. */
        NOTHING
    }

    /** Sends a part until its outcome is certain. */
    Answer send(Part part) throws E;

    /**
     * From now on these parts are sent as their halves, never whole, whatever happens: durable when the call returns.
     *
     * @param nodes of parts that were not split before
     */
    void split(List<Integer> nodes) throws E;

    /** Asked when only refusals came so far: whether it is known from elsewhere that the sink takes events as such. */
    boolean isSinkTrusted() throws E;
}
