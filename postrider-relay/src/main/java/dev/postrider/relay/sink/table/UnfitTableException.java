package dev.postrider.relay.sink.table;

import dev.postrider.relay.sink.server.SinkException;

/** The table can't take events without loss. The message holds the problem and the remedy. */
public final class UnfitTableException extends SinkException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String remedy;

    /**
     * @param problem what is wrong with which column
     * @param remedy the statement that mends it, or what to do instead
     */
    UnfitTableException(String problem, String remedy) {
        super(problem + "; mend it: " + remedy);
        this.problem = problem;
        this.remedy = remedy;
    }

    /** What is wrong with which column. */
    public String problem() {
        return problem;
    }

    /** The statement that mends it, or what to do instead. */
    public String remedy() {
        return remedy;
    }
}
