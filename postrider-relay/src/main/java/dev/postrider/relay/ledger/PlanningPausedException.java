package dev.postrider.relay.ledger;

import java.io.Serial;
import java.sql.SQLException;

/** Nothing is planned for a while, as a tool has it. Nothing was written; to be tried again. */
public final class PlanningPausedException extends SQLException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What {@code postrider.refuse_planning()} raises. */
    private static final String STATE = "PR003";

    private PlanningPausedException(SQLException cause) {
        super(cause.getMessage(), STATE, cause);
    }

    /** The failure, or what it means. */
    static SQLException of(SQLException failure) {
        return STATE.equals(failure.getSQLState()) ? new PlanningPausedException(failure) : failure;
    }
}
