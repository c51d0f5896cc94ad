package dev.postrider.relay.divide;

import dev.postrider.relay.batch.Division;
import java.util.List;

/**
 * The parts of one batch, as they are sent.
 *
 * @param <E> what may go wrong beyond a refusal; it ends the sifting
 */
public interface PartSender<E extends Exception> extends Rows {
    /** What became of a part. */
    enum Answer {
        /** Its rows are in the sink. */
        STORED,
        /** Certainly none of its rows is in the sink: it refuses one of them at least. */
        REFUSED,
        /** It has several rows, certainly none of them is in the sink, and together they are too much for it. */
        TOO_LARGE,
        /** There is nothing in it to send. */
        NOTHING
    }

    /** Sends a part until its outcome is certain. */
    Answer send(Part part) throws E;

    /**
     * From now on the batch is divided further, whatever happens: durable when the call returns.
     *
     * @param more divisions that follow on those before
     */
    void divide(List<Division> more) throws E;

    /** Asked when only refusals came so far: whether it is known from elsewhere that the sink takes events as such. */
    boolean isTheEvents() throws E;

    /** What the sink has against a row that it refused alone, so far that two rows can have the same fault. */
    String fault(int row);

    /**
     * The part's rows count as refused, although none of them was tried alone: the part was refused, and so was each of many
     * rows like them, for the same fault.
     *
     * @param triedAlone one of those
     */
    void refusedTogether(Part part, int triedAlone);
}
