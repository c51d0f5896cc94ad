package dev.postrider.relay.ledger;

import java.io.Serial;
import java.sql.SQLException;

/** Nothing is planned for a while, as a tool or a person has it. Nothing was written; to be tried again. */
public final class PlanningPausedException extends SQLException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What {@code postrider.refuse_planning()} raises. */
    private static final String BY_A_TOOL = "PR003";

    /** The same, of a pause that a person ends. */
    private static final String UNTIL_RESUMED = "PR005";

    private PlanningPausedException(SQLException cause) {
        super(cause.getMessage(), cause.getSQLState(), cause);
    }

    /** Whether it lasts until a person resumes delivery: {@link Ledger#isPaused} tells. */
    public boolean isUntilResumed() {
        return UNTIL_RESUMED.equals(getSQLState());
    }

    /** The failure, or what it means. */
    static SQLException of(SQLException failure) {
        String state = failure.getSQLState();
        return BY_A_TOOL.equals(state) || UNTIL_RESUMED.equals(state) ? new PlanningPausedException(failure) : failure;
    }
}
